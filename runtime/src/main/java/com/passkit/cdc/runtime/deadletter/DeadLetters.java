package com.passkit.cdc.runtime.deadletter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import com.passkit.cdc.runtime.state.StateDirectory;

/**
 * The dead letters of a connector that does not run, for an operator: to read, to drop. A letter that a crash made
 * come twice counts once. Reading needs no lock on the directory.
 * Threading: one thread at a time. Blocking: yes.
 */
public final class DeadLetters {

    private final DeadLetterFiles files;

    /** Told of each letter. */
    @FunctionalInterface
    public interface LetterHandler {

        /** @param event its JSON; borrowed until this returns */
        void onLetter(LetterHead head, ByteBuffer event);
    }

    /**
     * What was found.
     *
     * @param count   letters
     * @param damaged places of lines that cannot be read, which stay as they are
     */
    public record Reading(long count, List<String> damaged) {
    }

    public DeadLetters(StateDirectory directory) {
        this.files = new DeadLetterFiles(directory);
    }

    /** @return where they are */
    public Path path() {
        return files.directory();
    }

    /** Reads all of them, the oldest first. */
    public Reading forEach(LetterHandler handler) {
        Set<String> seen = new HashSet<>();
        List<String> damaged = new ArrayList<>();
        for (String name : files.names()) {
            try (FileChannel channel = files.open(name)) {
                if (channel == null) {
                    // Its last letter was removed since by another process.
                    continue;
                }
                LetterScanner line = new LetterScanner(channel);
                while (line.next()) {
                    if (line.head() == null) {
                        // Without its end it is being written, or will be cut off at the next start.
                        if (line.isWhole()) {
                            damaged.add(files.path(name) + ", line at byte " + line.offset());
                        }
                    } else if (seen.add(line.head().id())) {
                        handler.onLetter(line.head(),
                            DeadLetterFiles.map(channel, line.eventOffset(), line.eventLength()));
                    }
                }
            } catch (IOException e) {
                throw files.unusable(name, "cannot be read", e);
            }
        }
        return new Reading(seen.size(), damaged);
    }

    /** @return those of these ids that no letter has */
    public List<String> missing(Collection<String> ids) {
        Set<String> missing = new LinkedHashSet<>(ids);
        for (String name : files.names()) {
            files.forEachLine(name, line -> {
                if (line.head() != null) {
                    missing.remove(line.head().id());
                }
            });
        }
        return List.copyOf(missing);
    }

    /** Removes letters; the directory is locked. @return how many events that were */
    public long drop(Predicate<String> isDropped) {
        Set<String> dropped = new HashSet<>();
        for (String name : files.names()) {
            files.rewrite(name, head -> {
                if (!isDropped.test(head.id())) {
                    return head;
                }
                dropped.add(head.id());
                return null;
            });
        }
        return dropped.size();
    }

    DeadLetterFiles files() {
        return files;
    }
}
