package com.passkit.cdc.runtime.deadletter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

import com.passkit.cdc.runtime.publish.DeadLetter;
import com.passkit.cdc.runtime.publish.DeadLetterOffice;
import com.passkit.cdc.runtime.publish.DeadLettersFullException;

/**
 * Keeps dead letters while a connector runs: those of a batch are written and synced on a thread of its own before the
 * batch is acknowledged, so that the position is never ahead of them.
 * Threading: any thread. The files are touched only by the thread of this.
 */
public final class DeadLetterWriter implements DeadLetterOffice {

    /** Of a file, at which the next letter goes to a new one. */
    static final long ROLL_LENGTH = 16 << 20;

    private final DeadLetterFiles files;
    private final DeadLetterConfig config;
    private final Clock clock;
    private final DeadLetterLog log;
    private final ExecutorService thread = Executors.newSingleThreadExecutor(task -> {
        Thread created = new Thread(task, "dead-letters");
        created.setDaemon(true);
        return created;
    });

    // of the thread
    private boolean isOpen;
    private String name;
    private FileChannel channel;
    private long length;

    // written by the thread, read by any
    private volatile DeadLetterStatus status;

    /** Touches no file yet. */
    public DeadLetterWriter(DeadLetterFiles files, DeadLetterConfig config, Clock clock) {
        this.files = Objects.requireNonNull(files, "files");
        this.config = Objects.requireNonNull(config, "config");
        this.clock = Objects.requireNonNull(clock, "clock");
        this.log = new DeadLetterLog();
        this.status = new DeadLetterStatus(0, 0, config.maxBytes(), null, 0);
    }

    /** Looks at what is there. @return completes when {@link #status()} tells it */
    public CompletableFuture<Void> start() {
        return CompletableFuture.runAsync(this::open, thread);
    }

    @Override
    public CompletableFuture<Void> keep(List<DeadLetter> letters) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        try {
            thread.execute(() -> keepThenTell(letters, done));
        } catch (RejectedExecutionException e) {
            letters.forEach(letter -> letter.event().release());
            done.completeExceptionally(e);
        }
        return done;
    }

    /** @return what is kept */
    public DeadLetterStatus status() {
        return status;
    }

    /** Ends when what was handed over is kept. @return completes then */
    public CompletableFuture<Void> close() {
        CompletableFuture<Void> closed = new CompletableFuture<>();
        try {
            thread.execute(() -> {
                closeChannel();
                closed.complete(null);
            });
        } catch (RejectedExecutionException e) {
            closed.complete(null);
        }
        thread.shutdown();
        return closed;
    }

    private void keepThenTell(List<DeadLetter> letters, CompletableFuture<Void> done) {
        Throwable failure = null;
        try {
            open();
            keepNow(letters);
        } catch (RuntimeException | Error e) {
            failure = e;
        } finally {
            letters.forEach(letter -> letter.event().release());
        }
        if (failure == null) {
            done.complete(null);
        } else {
            done.completeExceptionally(failure);
        }
    }

    private void open() {
        if (isOpen) {
            return;
        }
        long[] count = new long[1];
        long bytes = 0;
        Instant[] since = new Instant[1];
        List<String> names = files.names();
        for (String each : names) {
            boolean isLast = each.equals(names.get(names.size() - 1));
            bytes += isLast ? files.cutTornEnd(each) : files.length(each);
            files.forEachLine(each, line -> {
                count[0]++;
                since[0] = since[0] == null && line.head() != null ? line.head().time() : since[0];
            });
            name = each;
        }
        files.deleteLeftovers();
        length = name == null ? 0 : files.length(name);
        status = new DeadLetterStatus(count[0], bytes, config.maxBytes(), since[0], 0);
        isOpen = true;
        log.onOpened(status, files.directory());
    }

    private void keepNow(List<DeadLetter> letters) {
        Instant now = clock.instant();
        List<ByteBuffer> parts = new ArrayList<>(3 * letters.size());
        long size = 0;
        for (DeadLetter letter : letters) {
            LetterHead head = new LetterHead(now, letter.status(), letter.reason(), letter.batchId(), letter.lane(), 1,
                letter.id());
            ByteBuffer event = letter.event().nioBuffer();
            ByteBuffer[] around = LetterFormat.around(head, event);
            size += around[0].remaining() + event.remaining() + around[1].remaining();
            parts.add(around[0]);
            parts.add(event);
            parts.add(around[1]);
        }
        DeadLetterStatus before = status;
        if (before.bytes() + size > config.maxBytes()) {
            throw new DeadLettersFullException("deadLetters.maxBytes: " + config.maxBytes() + " (expected: room for "
                + size + " bytes more in " + files.directory() + ", which holds " + before.count() + " letters in "
                + before.bytes() + " bytes; send them again or drop them with passkit-cdc dead-letters replay | drop, "
                + "or raise the limit, then start again: nothing is lost), the last one rejected for: "
                + letters.get(letters.size() - 1).reason());
        }
        append(parts);
        status = new DeadLetterStatus(before.count() + letters.size(), before.bytes() + size, config.maxBytes(),
            before.since() == null ? now : before.since(), before.addedCount() + letters.size());
        log.onKept(letters, before, status, files.directory());
    }

    /** Returns when it is durable. What an append before this one left behind when it failed is written over. */
    private void append(List<ByteBuffer> parts) {
        if (name == null || length >= ROLL_LENGTH) {
            closeChannel();
            String next = DeadLetterFiles.nameAfter(name);
            channel = files.begin(next);
            name = next;
            length = 0;
        } else if (channel == null) {
            channel = files.change(name);
        }
        try {
            channel.truncate(length).position(length);
            LetterOutput output = new LetterOutput(channel);
            for (ByteBuffer part : parts) {
                output.write(part);
            }
            output.flush();
            channel.force(true);
            length = channel.position();
        } catch (IOException e) {
            throw files.unusable(name, "cannot be written", e);
        }
    }

    private void closeChannel() {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException e) {
                // Everything in it is synced.
                log.onCloseFailed(e);
            }
            channel = null;
        }
    }
}
