package com.passkit.cdc.runtime.deadletter;

import java.nio.ByteBuffer;

import com.passkit.cdc.protocol.position.TransactionId;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.runtime.change.ChangeKind;
import com.passkit.cdc.runtime.change.ChangeView;
import com.passkit.cdc.runtime.encode.EventEncoder;

import io.netty.buffer.ByteBuf;

/**
 * An event that was encoded long ago, for the way of a change into a batch: there is one lane, so nothing but its bytes
 * is asked for. Threading: one thread at a time.
 */
final class StoredEvent implements ChangeView, EventEncoder {

    private ByteBuffer event;

    /** @param newEvent borrowed until it is encoded */
    StoredEvent wrap(ByteBuffer newEvent) {
        event = newEvent;
        return this;
    }

    @Override
    public void encode(ChangeView change, ByteBuf out) {
        out.writeBytes(event.duplicate());
    }

    @Override
    public void encodeKey(RowView row, ChangeView change, ByteBuf out) {
        throw unknown();
    }

    @Override
    public ChangeKind kind() {
        throw unknown();
    }

    @Override
    public TableDescriptor table() {
        throw unknown();
    }

    @Override
    public RowView before() {
        throw unknown();
    }

    @Override
    public RowView after() {
        throw unknown();
    }

    @Override
    public long timestampMs() {
        throw unknown();
    }

    @Override
    public long serverId() {
        throw unknown();
    }

    @Override
    public TransactionId gtid() {
        throw unknown();
    }

    @Override
    public long ordinal() {
        throw unknown();
    }

    @Override
    public String file() {
        throw unknown();
    }

    @Override
    public long position() {
        throw unknown();
    }

    @Override
    public int rowIndex() {
        throw unknown();
    }

    @Override
    public String snapshotId() {
        throw unknown();
    }

    @Override
    public String snapshotGtids() {
        throw unknown();
    }

    @Override
    public boolean isLastOfSnapshot() {
        throw unknown();
    }

    @Override
    public String statement() {
        throw unknown();
    }

    private static UnsupportedOperationException unknown() {
        return new UnsupportedOperationException("a stored event has nothing but its bytes");
    }
}
