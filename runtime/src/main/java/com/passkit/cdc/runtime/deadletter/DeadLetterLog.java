package com.passkit.cdc.runtime.deadletter;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

import com.passkit.cdc.runtime.publish.DeadLetter;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Says what was rejected, not more often than someone can read. Threading: one thread at a time. */
final class DeadLetterLog {

    private static final Logger LOG = LoggerFactory.getLogger(DeadLetterWriter.class);
    private static final long PAUSE_NS = TimeUnit.SECONDS.toNanos(10);

    private long lastNs;
    private long unsaidCount;
    private boolean hasSpoken;

    void onOpened(DeadLetterStatus status, Path folder) {
        if (status.count() > 0) {
            LOG.warn("{} dead letters in {}, {} bytes of {}, since {}: passkit-cdc dead-letters list", status.count(),
                folder, status.bytes(), status.maxBytes(), status.since());
        }
        if (status.isNearlyFull()) {
            sayNearlyFull(status, folder);
        }
    }

    void onKept(List<DeadLetter> letters, DeadLetterStatus before, DeadLetterStatus after, Path folder) {
        unsaidCount += letters.size();
        long nowNs = System.nanoTime();
        if (!hasSpoken || nowNs - lastNs >= PAUSE_NS) {
            DeadLetter last = letters.get(letters.size() - 1);
            LOG.warn("{} events rejected and kept in {}, the last: {}: {}; {} dead letters now", unsaidCount, folder,
                last.id(), last.reason(), after.count());
            hasSpoken = true;
            lastNs = nowNs;
            unsaidCount = 0;
        }
        if (after.isNearlyFull() && !before.isNearlyFull()) {
            sayNearlyFull(after, folder);
        }
    }

    void onCloseFailed(IOException e) {
        LOG.debug("dead letters: close failed", e);
    }

    private static void sayNearlyFull(DeadLetterStatus status, Path folder) {
        LOG.warn("{}: {} bytes of deadLetters.maxBytes {} are taken; the run ends when they all are: send the letters "
            + "again or drop them, or raise the limit", folder, status.bytes(), status.maxBytes());
    }
}
