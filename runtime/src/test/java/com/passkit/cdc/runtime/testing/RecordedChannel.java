package com.passkit.cdc.runtime.testing;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.function.LongConsumer;

/** A file that tells what is written to it, and when it is synced. */
final class RecordedChannel extends FileChannel {

    private final FileChannel real;
    private final Gate gate;
    private final Runnable onSync;
    private final WriteHandler onWrite;
    private final LongConsumer onTruncate;

    /** Told of bytes that were written. */
    interface WriteHandler {

        void onWrite(long position, byte[] bytes);
    }

    /** Asked before each change. */
    interface Gate {

        void pass() throws IOException;
    }

    RecordedChannel(FileChannel real, Gate gate, Runnable onSync, WriteHandler onWrite, LongConsumer onTruncate) {
        this.real = real;
        this.gate = gate;
        this.onSync = onSync;
        this.onWrite = onWrite;
        this.onTruncate = onTruncate;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        gate.pass();
        byte[] bytes = new byte[source.remaining()];
        source.duplicate().get(bytes);
        long position = real.position();
        int count = real.write(source);
        onWrite.onWrite(position, java.util.Arrays.copyOf(bytes, count));
        return count;
    }

    @Override
    public long write(ByteBuffer[] sources, int offset, int length) throws IOException {
        long count = 0;
        for (int i = offset; i < offset + length; i++) {
            while (sources[i].hasRemaining()) {
                count += write(sources[i]);
            }
        }
        return count;
    }

    @Override
    public int write(ByteBuffer source, long position) {
        throw new UnsupportedOperationException("write at a position: not recorded");
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        gate.pass();
        real.truncate(size);
        onTruncate.accept(size);
        return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        gate.pass();
        // That nothing was lost is decided by the history: the real disk may take its time.
        onSync.run();
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return real.read(target);
    }

    @Override
    public long read(ByteBuffer[] targets, int offset, int length) throws IOException {
        return real.read(targets, offset, length);
    }

    @Override
    public int read(ByteBuffer target, long position) throws IOException {
        return real.read(target, position);
    }

    @Override
    public long position() throws IOException {
        return real.position();
    }

    @Override
    public FileChannel position(long newPosition) throws IOException {
        real.position(newPosition);
        return this;
    }

    @Override
    public long size() throws IOException {
        return real.size();
    }

    @Override
    public long transferTo(long position, long count, WritableByteChannel target) throws IOException {
        return real.transferTo(position, count, target);
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long position, long count) {
        throw new UnsupportedOperationException("transfer: not recorded");
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long position, long size) throws IOException {
        return real.map(mode, position, size);
    }

    @Override
    public FileLock lock(long position, long size, boolean isShared) throws IOException {
        return real.lock(position, size, isShared);
    }

    @Override
    public FileLock tryLock(long position, long size, boolean isShared) throws IOException {
        return real.tryLock(position, size, isShared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
        real.close();
    }
}
