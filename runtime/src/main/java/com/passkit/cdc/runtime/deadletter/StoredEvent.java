package com.passkit.cdc.runtime.deadletter;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.List;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.passkit.cdc.protocol.position.TransactionId;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.runtime.change.ChangeKind;
import com.passkit.cdc.runtime.change.ChangeView;
import com.passkit.cdc.runtime.encode.EventEncoder;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import io.netty.buffer.Unpooled;

/**
 * An event that was encoded long ago, for the way of a change into a batch: there is one lane, so nothing is asked for
 * but its bytes, and for the attributes of a CloudEvent what stands at their beginning.
 * Threading: one thread at a time.
 */
final class StoredEvent implements ChangeView, EventEncoder {

    private static final JsonFactory JSON = new JsonFactory();

    private ByteBuffer event;
    private String op;
    private long timestampMs;
    private String database;
    private String name;

    /** @param newEvent borrowed until it is encoded */
    StoredEvent wrap(ByteBuffer newEvent) {
        event = newEvent;
        op = null;
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
        parse();
        for (ChangeKind kind : ChangeKind.values()) {
            if (kind.code().equals(op)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("op: " + op + " (expected: one of those of an event)");
    }

    @Override
    public TableDescriptor table() {
        parse();
        return TableDescriptor.of(database, name, List.of());
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
        parse();
        return timestampMs;
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

    /** Everything that is asked for stands before the rows. */
    private void parse() {
        if (op != null) {
            return;
        }
        database = "";
        name = "";
        try (JsonParser parser = JSON.createParser(
            (InputStream) new ByteBufInputStream(Unpooled.wrappedBuffer(event.duplicate())))) {
            boolean isInSource = false;
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                if (token == JsonToken.END_OBJECT && isInSource) {
                    return;
                }
                if (token == JsonToken.FIELD_NAME) {
                    String field = parser.currentName();
                    parser.nextToken();
                    isInSource |= field.equals("source");
                    switch (field) {
                        case "op" -> op = parser.getText();
                        case "ts_ms" -> timestampMs = parser.getLongValue();
                        case "db" -> database = parser.getValueAsString("");
                        case "table" -> name = parser.getValueAsString("");
                        default -> { }
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("dead letter: an event that cannot be read: " + e.getMessage(), e);
        }
    }

    private static UnsupportedOperationException unknown() {
        return new UnsupportedOperationException("a stored event has nothing but its bytes");
    }
}
