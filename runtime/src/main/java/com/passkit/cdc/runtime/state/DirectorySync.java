package com.passkit.cdc.runtime.state;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Makes renames and new names in a directory durable. Blocking: yes. */
final class DirectorySync {

    private static final boolean OPENS_DIRECTORIES =
        !System.getProperty("os.name", "").toLowerCase(java.util.Locale.ROOT).startsWith("windows");

    private DirectorySync() {
    }

    static void sync(Path directory) throws IOException {
        if (OPENS_DIRECTORIES) {
            try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
                channel.force(true);
            }
        }
    }
}
