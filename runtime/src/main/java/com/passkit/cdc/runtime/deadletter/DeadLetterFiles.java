package com.passkit.cdc.runtime.deadletter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.passkit.cdc.runtime.state.StateDirectory;
import com.passkit.cdc.runtime.state.StateException;
import com.passkit.cdc.runtime.state.StateException.Problem;
import com.passkit.cdc.runtime.state.StateFolder;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The files of dead letters of one connector, in the order in which they were begun: a letter a line, see
 * {@link LetterFormat}. Written is only at the end of the last one; letters are removed by writing what is left of a
 * file aside, and renaming that over it.
 * Threading: one thread at a time. Blocking: yes.
 */
public final class DeadLetterFiles {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterFiles.class);
    private static final String FOLDER = "dead-letters";
    private static final Pattern NAME = Pattern.compile("letters\\.v(\\d{1,4})\\.(\\d{8,12})\\.ndjson");
    private static final String ASIDE = ".new";

    private final StateFolder folder;

    /** Told of each line of a file. */
    @FunctionalInterface
    interface LineHandler {

        /** @param line valid until this returns; its head is null where it is damaged */
        void onLine(LetterScanner line) throws IOException;
    }

    public DeadLetterFiles(StateDirectory directory) {
        this.folder = directory.folder(FOLDER);
    }

    /** @return names of the files, the oldest first */
    List<String> names() {
        List<String> names = new ArrayList<>();
        for (String name : folder.names()) {
            Matcher matcher = NAME.matcher(name);
            if (!matcher.matches()) {
                continue;
            }
            if (Integer.parseInt(matcher.group(1)) != LetterFormat.VERSION) {
                throw new StateException(Problem.DAMAGED, folder.path(name)
                    + ": written by another release (expected: version " + LetterFormat.VERSION
                    + "; use that release, or move the file away)");
            }
            names.add(name);
        }
        Collections.sort(names);
        return names;
    }

    /** @return where they are */
    Path directory() {
        return folder.path("");
    }

    /** Deletes what a rewrite, which did not come to its end, left aside. */
    void deleteLeftovers() {
        for (String name : folder.names()) {
            if (name.endsWith(ASIDE)) {
                folder.delete(name);
            }
        }
    }

    StateException unusable(String name, String what, IOException e) {
        return folder.unusable(name, what, e);
    }

    Path path(String name) {
        return folder.path(name);
    }

    long length(String name) {
        return folder.length(name);
    }

    /** @return a new file behind all others, empty, its name durable; to be closed by the caller */
    FileChannel begin(String name) {
        FileChannel channel = folder.create(name);
        folder.sync(List.of(name));
        return channel;
    }

    FileChannel change(String name) {
        return folder.change(name);
    }

    /** @return to be closed by the caller; null when it is gone */
    FileChannel open(String name) {
        return folder.open(name);
    }

    /** @return name of the file behind this one, null for the first of all */
    static String nameAfter(String name) {
        long number = 1;
        if (name != null) {
            Matcher matcher = NAME.matcher(name);
            number = matcher.matches() ? Long.parseLong(matcher.group(2)) + 1 : 1;
        }
        return String.format("letters.v%d.%08d.ndjson", LetterFormat.VERSION, number);
    }

    /** Walks over the lines of a file; over none when it is gone. */
    void forEachLine(String name, LineHandler handler) {
        try (FileChannel channel = folder.open(name)) {
            if (channel == null) {
                return;
            }
            LetterScanner scanner = new LetterScanner(channel);
            while (scanner.next()) {
                handler.onLine(scanner);
            }
        } catch (IOException e) {
            throw folder.unusable(name, "cannot be read", e);
        }
    }

    /**
     * Cuts off what a crash left of a line at the end of a file: its event comes again, for the position did not move
     * past it. What is damaged elsewhere stays as it is.
     *
     * @return bytes of the file
     */
    long cutTornEnd(String name) {
        long[] end = new long[1];
        forEachLine(name, line -> {
            if (line.isWhole()) {
                end[0] = line.offset() + line.length();
            }
        });
        long length = folder.length(name);
        if (end[0] < length) {
            LOG.warn("{}: the last {} bytes are what a crash left of a letter; cut off, the event comes again",
                folder.path(name), length - end[0]);
            try (FileChannel channel = folder.change(name)) {
                channel.truncate(end[0]).force(true);
            } catch (IOException e) {
                throw folder.unusable(name, "cannot be written", e);
            }
        }
        return end[0];
    }

    /** What becomes of a letter. */
    @FunctionalInterface
    interface LetterFate {

        /** @return the head that it has from now on, the same one to leave it as it is; null to remove it */
        LetterHead of(LetterHead head);
    }

    /**
     * Removes and changes letters of a file. Returns when that is durable; a crash before leaves the file as it was.
     * A damaged line stays as it is.
     */
    void rewrite(String name, LetterFate fate) {
        String aside = name + ASIDE;
        boolean[] isChanged = new boolean[1];
        long[] kept = new long[1];
        try (FileChannel source = folder.open(name); FileChannel target = folder.create(aside)) {
            if (source != null) {
                LetterScanner scanner = new LetterScanner(source);
                while (scanner.next()) {
                    LetterHead before = scanner.head();
                    LetterHead after = before == null ? null : fate.of(before);
                    isChanged[0] |= before != after;
                    if (before == after) {
                        copy(source, scanner.offset(), scanner.length(), target);
                    } else if (after != null) {
                        write(after, map(source, scanner.eventOffset(), scanner.eventLength()), target);
                    }
                }
                kept[0] = target.position();
                target.force(true);
            }
        } catch (IOException e) {
            throw folder.unusable(name, "cannot be written", e);
        }
        if (isChanged[0] && kept[0] > 0) {
            folder.replace(aside, name);
        } else {
            folder.delete(aside);
            if (isChanged[0]) {
                folder.delete(name);
                folder.sync(List.of());
            }
        }
    }

    /** @return the bytes of an event; kept by the file, not by the heap */
    static ByteBuffer map(FileChannel channel, long offset, int length) throws IOException {
        return channel.map(FileChannel.MapMode.READ_ONLY, offset, length);
    }

    private static void copy(FileChannel source, long offset, long length, FileChannel target) throws IOException {
        long done = 0;
        while (done < length) {
            done += source.transferTo(offset + done, length - done, target);
        }
    }

    private static void write(LetterHead head, ByteBuffer event, FileChannel target) throws IOException {
        ByteBuffer[] around = LetterFormat.around(head, event);
        for (ByteBuffer part : new ByteBuffer[] {around[0], event, around[1]}) {
            while (part.hasRemaining()) {
                target.write(part);
            }
        }
    }
}
