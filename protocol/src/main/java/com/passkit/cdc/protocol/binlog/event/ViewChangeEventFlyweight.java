package com.passkit.cdc.protocol.binlog.event;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

import io.netty.buffer.ByteBuf;

/**
 * A member joined or left a group of group replication.
 * <pre>
 * VIEW_CHANGE =&gt;
 *   // post-header
 *   ViewId         =&gt; char[40]   filled up with NUL
 *   SequenceNumber =&gt; uint64
 *   Count          =&gt; uint32     of certified keys that follow
 *   // body
 *   Certified =&gt; Key*
 *     KeyLength   =&gt; uint16
 *     Key         =&gt; bytes[KeyLength]
 *     ValueLength =&gt; uint32
 *     Value       =&gt; bytes[ValueLength]   an encoded GTID set
 * </pre>
 * Memory: borrowed. Threading: one thread at a time.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/classmysql_1_1binlog_1_1event_1_1View__change__event.html">
 *     View_change_event</a>
 */
public final class ViewChangeEventFlyweight extends EventBodyFlyweight {

    private static final int VIEW_ID_OFFSET = 0;
    private static final int VIEW_ID_LENGTH = 40;
    private static final int SEQUENCE_NUMBER_OFFSET = VIEW_ID_OFFSET + VIEW_ID_LENGTH;
    private static final int COUNT_OFFSET = SEQUENCE_NUMBER_OFFSET + Long.BYTES;
    private static final int CERTIFIED_OFFSET = COUNT_OFFSET + Integer.BYTES;
    private static final String STRUCTURE = "ViewChangeEvent";

    private final FieldCursor cursor = new FieldCursor(STRUCTURE);

    /** @param buffer borrowed */
    public ViewChangeEventFlyweight wrap(ByteBuf buffer, int index, int length) {
        wrapBody(buffer, index, length, CERTIFIED_OFFSET, STRUCTURE);
        cursor.wrap(buffer, index + COUNT_OFFSET, end);
        int count = cursor.readCount32("count");
        for (int i = 0; i < count; i++) {
            cursor.skip(cursor.readUnsignedShort("key.length"), "key");
            cursor.skip(cursor.readCount32("value.length"), "value");
        }
        return this;
    }

    /** For instance {@code 17900000000000000:3}. */
    public String viewId() {
        int start = index + VIEW_ID_OFFSET;
        int length = buffer.indexOf(start, start + VIEW_ID_LENGTH, (byte) 0) - start;
        return buffer.toString(start, length < 0 ? VIEW_ID_LENGTH : length, StandardCharsets.US_ASCII);
    }

    /** Number of the last transaction that was certified before, to be read as unsigned. */
    public long sequenceNumber() {
        return buffer.getLongLE(index + SEQUENCE_NUMBER_OFFSET);
    }

    /** Certified keys and the encoded GTID set of each: owned by the caller. */
    public Map<String, byte[]> certified() {
        Map<String, byte[]> certified = new LinkedHashMap<>();
        cursor.wrap(buffer, index + COUNT_OFFSET, end);
        int count = cursor.readCount32("count");
        for (int i = 0; i < count; i++) {
            int keyLength = cursor.readUnsignedShort("key.length");
            String key = buffer.toString(cursor.skip(keyLength, "key"), keyLength, StandardCharsets.ISO_8859_1);
            byte[] value = new byte[cursor.readCount32("value.length")];
            buffer.getBytes(cursor.skip(value.length, "value"), value);
            certified.put(key, value);
        }
        return certified;
    }

    /** Appends a body. Memory: borrowed until this method returns. */
    public static void write(ByteBuf out, String viewId, long sequenceNumber, Map<String, byte[]> certified) {
        out.writeCharSequence(viewId, StandardCharsets.US_ASCII);
        out.writeZero(VIEW_ID_LENGTH - viewId.length()).writeLongLE(sequenceNumber).writeIntLE(certified.size());
        certified.forEach((key, value) -> {
            out.writeShortLE(key.length()).writeCharSequence(key, StandardCharsets.ISO_8859_1);
            out.writeIntLE(value.length).writeBytes(value);
        });
    }
}
