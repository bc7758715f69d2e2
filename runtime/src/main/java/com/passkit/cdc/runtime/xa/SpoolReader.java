package com.passkit.cdc.runtime.xa;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;
import java.util.zip.CRC32C;

import com.passkit.cdc.protocol.binlog.event.EventHeaderFlyweight;
import com.passkit.cdc.runtime.state.StateException;
import com.passkit.cdc.runtime.state.StateException.Problem;
import com.passkit.cdc.runtime.state.StateFolder;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/**
 * Reads one {@link SpoolDescriptor spool}, a record at a time, and checks it: what is damaged is named and not used.
 * <p>
 * Memory: retained; call {@link #close()}. One block, or the longest record, is held.
 * Threading: one thread at a time. Blocking: on the file.
 */
public final class SpoolReader implements AutoCloseable {

    private static final int BLOCK_LENGTH = 64 * 1024;

    private final StateFolder folder;
    private final String name;
    private final FileChannel channel;
    private final long fileLength;
    private final ByteBuf block = Unpooled.buffer(BLOCK_LENGTH);
    private final CRC32C sum = new CRC32C();
    private final XaStart start;
    private long readCount;
    /** Of the record at hand; 0 before the first. */
    private byte kind;
    private long position;
    private int length;

    SpoolReader(StateFolder folder, String name) {
        this.folder = folder;
        this.name = name;
        channel = folder.open(name);
        if (channel == null) {
            block.release();
            throw damaged("it is missing");
        }
        try {
            fileLength = channel.size();
            require(SpoolDescriptor.LINE.length, "its first line");
            byte[] line = ByteBufUtil.getBytes(block, block.readerIndex(), SpoolDescriptor.LINE.length);
            if (!Arrays.equals(line, SpoolDescriptor.LINE)) {
                throw damaged("its first line is that of another kind of file, or of another release");
            }
            pass(SpoolDescriptor.LINE.length);
            start = readStart();
        } catch (IOException e) {
            close();
            throw folder.unusable(name, "cannot be read", e);
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    /** @return which transaction this is */
    public XaStart start() {
        return start;
    }

    /** @return whether another record is there; the one before is of no use any more */
    public boolean next() {
        if (kind == SpoolDescriptor.END) {
            return false;
        }
        if (kind != 0) {
            block.skipBytes(length);
            pass(SpoolDescriptor.SUM_LENGTH);
        }
        require(SpoolDescriptor.BODY_OFFSET, "its end");
        int index = block.readerIndex();
        kind = block.getByte(index + SpoolDescriptor.KIND_OFFSET);
        position = block.getLong(index + SpoolDescriptor.POSITION_OFFSET);
        length = block.getInt(index + SpoolDescriptor.LENGTH_OFFSET);
        if (length < 0 || length > Math.min(fileLength, EventHeaderFlyweight.MAX_EVENT_LENGTH)) {
            throw damaged("a record has a length of " + length);
        }
        require(SpoolDescriptor.BODY_OFFSET + length + SpoolDescriptor.SUM_LENGTH, "the end of a record");
        pass(SpoolDescriptor.BODY_OFFSET);
        sum.update(nio(block.readerIndex(), length));
        if (block.getInt(block.readerIndex() + length) != (int) sum.getValue()) {
            throw damaged("a checksum does not agree with the content");
        }
        return kind != SpoolDescriptor.END;
    }

    /** @return whether the record is an event of a captured table */
    public boolean isEvent() {
        return kind == SpoolDescriptor.EVENT;
    }

    /** @return whether the record is the format description of the events */
    public boolean isFormat() {
        return kind == SpoolDescriptor.FORMAT;
    }

    /** @return whether the record stands for rows that were not captured */
    public boolean isSkipped() {
        return kind == SpoolDescriptor.SKIPPED;
    }

    /** @return whether the record is the statement behind the rows that follow */
    public boolean isStatement() {
        return kind == SpoolDescriptor.STATEMENT;
    }

    /** @return of an event, where it began in its binlog file; else a count of rows */
    public long position() {
        return position;
    }

    /** The buffer of the record at hand; borrowed until {@link #next()}. */
    public ByteBuf buffer() {
        return block;
    }

    public int index() {
        return block.readerIndex();
    }

    public int length() {
        return length;
    }

    /** Reads to the end. @throws StateException when anything in it is damaged */
    void verify() {
        boolean hasMore = true;
        while (hasMore) {
            hasMore = next();
        }
    }

    @Override
    public void close() {
        if (block.refCnt() > 0) {
            block.release();
        }
        try {
            channel.close();
        } catch (IOException e) {
            throw folder.unusable(name, "cannot be closed", e);
        }
    }

    private XaStart readStart() {
        next();
        if (kind != SpoolDescriptor.START) {
            throw damaged("it does not begin with the name of its transaction");
        }
        try {
            return XaStart.parse(ByteBufUtil.getBytes(block, block.readerIndex(), length));
        } catch (IllegalArgumentException e) {
            throw damaged(e.getMessage());
        }
    }

    /** Passes bytes, which count for the checksums behind them. */
    private void pass(int count) {
        sum.update(nio(block.readerIndex(), count));
        block.skipBytes(count);
    }

    private ByteBuffer nio(int index, int count) {
        return block.internalNioBuffer(index, count);
    }

    private void require(int count, String what) {
        try {
            while (block.readableBytes() < count) {
                if (readCount == fileLength) {
                    throw damaged("it breaks off before " + what);
                }
                if (block.capacity() - block.readerIndex() < count || !block.isWritable()) {
                    block.discardReadBytes();
                    block.ensureWritable(Math.max(BLOCK_LENGTH, count - block.readableBytes()));
                }
                ByteBuffer target = block.internalNioBuffer(block.writerIndex(), block.writableBytes());
                int read = channel.read(target);
                if (read < 0) {
                    throw damaged("it breaks off before " + what);
                }
                readCount += read;
                block.writerIndex(block.writerIndex() + read);
            }
        } catch (IOException e) {
            throw folder.unusable(name, "cannot be read", e);
        }
    }

    private StateException damaged(String found) {
        return new StateException(Problem.DAMAGED, folder.path(name) + ": damaged, " + found
            + " (expected: the rows of a prepared XA transaction, as this release writes them). Restore it, or take a"
            + " new snapshot: passkit-cdc position reset");
    }
}
