package com.passkit.cdc.cli;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where native libraries (Netty's transports and TLS, Zstandard) are unpacked: in the directory for temporary files,
 * or, where that cannot be written, in the connector's state directory. Asked for before the first of them is loaded.
 * Threading: any thread. Blocking: yes.
 */
final class NativeFolder {

    private static final Logger LOG = LoggerFactory.getLogger(NativeFolder.class);
    private static final String NETTY_FOLDER = "io.netty.native.workdir";
    private static final String ZSTD_FOLDER = "ZstdTempFolder";
    private static final String NAME = "native";

    private NativeFolder() {
    }

    /** @param state directory of the connector; made where it is needed */
    static void prepare(Path state) {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
        boolean isChosen = System.getProperty(NETTY_FOLDER) != null && System.getProperty(ZSTD_FOLDER) != null;
        if (isChosen || Files.isDirectory(temporary) && Files.isWritable(temporary)) {
            return;
        }
        Path folder = state.resolve(NAME);
        try {
            Files.createDirectories(folder,
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            clear(folder);
        } catch (IOException | UnsupportedOperationException e) {
            // Who cannot write there cannot run either, and is told so when the state is opened.
            LOG.warn("neither {} nor {} can be written: native libraries may not load", temporary, folder);
            return;
        }
        LOG.info("{} cannot be written: native libraries are unpacked in {}", temporary, folder);
        setUnlessSet(NETTY_FOLDER, folder);
        setUnlessSet(ZSTD_FOLDER, folder);
    }

    private static void setUnlessSet(String property, Path folder) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, folder.toAbsolutePath().toString());
        }
    }

    /** What a run left that was killed. */
    private static void clear(Path folder) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
        }
    }
}
