package com.passkit.cdc.protocol.binlog.event;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.UnsupportedFeatureException;
import com.passkit.cdc.protocol.position.Gtid;

import io.netty.buffer.ByteBuf;

/**
 * Begins a transaction and names it. GTID and ANONYMOUS_GTID:
 * <pre>
 * GTID =&gt;
 *   // post-header
 *   Flags            =&gt; uint8       1: may be logged as statements
 *   SourceId         =&gt; bytes[16]   UUID, all 0 when anonymous
 *   Number           =&gt; int64       0 when anonymous
 *   // from 5.7 on
 *   ClockType        =&gt; uint8       2
 *   LastCommitted    =&gt; int64
 *   SequenceNumber   =&gt; int64
 *   // from 8.0.1 on
 *   ImmediateCommit  =&gt; uint56      microseconds; bit 55 set: the original's follows
 *   OriginalCommit   =&gt; uint56
 *   // from 8.0.2 on
 *   Length           =&gt; lenenc      bytes of the transaction, this event included
 *   // from 8.0.14 on
 *   ImmediateVersion =&gt; uint32      80014; bit 31 set: the original's follows
 *   OriginalVersion  =&gt; uint32
 * </pre>
 * GTID_TAGGED_LOG (8.3 and later) is a message of MySQL's serialization library. An integer is a <em>varlen</em>: as
 * many trailing one bits in its first byte as bytes follow, the value above them; signed ones have the sign lowest.
 * <pre>
 * GTID_TAGGED_LOG =&gt;
 *   Version          =&gt; varlen      1
 *   Length           =&gt; varlen      of the message, these fields included
 *   LastRequired     =&gt; varlen      a reader that does not know this field must not go on
 *   Field*           =&gt; Id (varlen), Value; in rising order, left out when equal to the default
 *      0 Flags            varlen
 *      1 SourceId         varlen[16]
 *      2 Number           signed varlen
 *      3 Tag              Length (varlen), char[Length]
 *      4 LastCommitted    signed varlen
 *      5 SequenceNumber   signed varlen
 *      6 ImmediateCommit  varlen
 *      7 OriginalCommit   varlen      default: the immediate one
 *      8 Length           varlen
 *      9 ImmediateVersion varlen
 *     10 OriginalVersion  varlen      default: the immediate one
 * </pre>
 * Memory: borrowed. Threading: one thread at a time.
 */
public final class GtidEventFlyweight extends EventBodyFlyweight {

    /** The server does not send a commit timestamp (before 8.0.1). */
    public static final long NO_TIMESTAMP = 0;
    /** The server does not send this length or version. */
    public static final long UNKNOWN = 0;

    private static final int FLAGS_OFFSET = 0;
    private static final int SOURCE_ID_OFFSET = FLAGS_OFFSET + Byte.BYTES;
    private static final int NUMBER_OFFSET = SOURCE_ID_OFFSET + Long.BYTES + Long.BYTES;
    private static final int CLOCK_TYPE_OFFSET = NUMBER_OFFSET + Long.BYTES;
    private static final int MIN_LENGTH = CLOCK_TYPE_OFFSET;
    private static final int LOGICAL_CLOCK = 2;
    private static final int TIMESTAMP_LENGTH = 7;
    private static final long TIMESTAMP_FOLLOWS = 1L << 55;
    private static final long VERSION_FOLLOWS = 1L << 31;

    private static final int SERIALIZATION_VERSION = 1;
    private static final int FIELD_FLAGS = 0;
    private static final int FIELD_SOURCE_ID = 1;
    private static final int FIELD_NUMBER = 2;
    private static final int FIELD_TAG = 3;
    private static final int FIELD_LAST_COMMITTED = 4;
    private static final int FIELD_SEQUENCE_NUMBER = 5;
    private static final int FIELD_IMMEDIATE_COMMIT = 6;
    private static final int FIELD_ORIGINAL_COMMIT = 7;
    private static final int FIELD_LENGTH = 8;
    private static final int FIELD_IMMEDIATE_VERSION = 9;
    private static final int FIELD_ORIGINAL_VERSION = 10;
    private static final int FIELD_COMMIT_GROUP_TICKET = 11;
    private static final int MAX_TAG_LENGTH = 32;
    private static final String STRUCTURE = "GtidEvent";

    private final FieldCursor cursor = new FieldCursor(STRUCTURE);
    private boolean anonymous;
    private int flags;
    private long sourceIdHigh;
    private long sourceIdLow;
    private String tag;
    private long number;
    private long lastCommitted;
    private long sequenceNumber;
    private long immediateCommitMicros;
    private long originalCommitMicros;
    private long transactionLength;
    private long immediateServerVersion;
    private long originalServerVersion;

    /** @param buffer borrowed */
    public GtidEventFlyweight wrap(ByteBuf buffer, int index, int length, EventType type) {
        anonymous = type == EventType.ANONYMOUS_GTID;
        flags = 0;
        sourceIdHigh = 0;
        sourceIdLow = 0;
        tag = "";
        number = 0;
        lastCommitted = 0;
        sequenceNumber = 0;
        immediateCommitMicros = NO_TIMESTAMP;
        originalCommitMicros = NO_TIMESTAMP;
        transactionLength = UNKNOWN;
        immediateServerVersion = UNKNOWN;
        originalServerVersion = UNKNOWN;
        if (type == EventType.GTID_TAGGED_LOG) {
            wrapBody(buffer, index, length, 1, STRUCTURE);
            cursor.wrap(buffer, index, end);
            readMessage();
        } else {
            wrapBody(buffer, index, length, MIN_LENGTH, STRUCTURE);
            flags = buffer.getUnsignedByte(index + FLAGS_OFFSET);
            sourceIdHigh = buffer.getLong(index + SOURCE_ID_OFFSET);
            sourceIdLow = buffer.getLong(index + SOURCE_ID_OFFSET + Long.BYTES);
            number = buffer.getLongLE(index + NUMBER_OFFSET);
            cursor.wrap(buffer, index + CLOCK_TYPE_OFFSET, end);
            readClassic();
        }
        if (!anonymous && (number < 1 || number > Gtid.MAX_NUMBER)) {
            throw MalformedPacketException.of(STRUCTURE, "number", number, "1 to " + Gtid.MAX_NUMBER);
        }
        return this;
    }

    private void readClassic() {
        if (cursor.remaining() == 0 || cursor.readUnsignedByte("clockType") != LOGICAL_CLOCK) {
            return;
        }
        lastCommitted = cursor.readUnsigned(Long.BYTES, "lastCommitted");
        sequenceNumber = cursor.readUnsigned(Long.BYTES, "sequenceNumber");
        if (cursor.remaining() < TIMESTAMP_LENGTH) {
            return;
        }
        immediateCommitMicros = cursor.readUnsigned(TIMESTAMP_LENGTH, "immediateCommitTimestamp");
        if ((immediateCommitMicros & TIMESTAMP_FOLLOWS) != 0) {
            immediateCommitMicros ^= TIMESTAMP_FOLLOWS;
            originalCommitMicros = cursor.readUnsigned(TIMESTAMP_LENGTH, "originalCommitTimestamp");
        } else {
            originalCommitMicros = immediateCommitMicros;
        }
        if (cursor.remaining() == 0) {
            return;
        }
        transactionLength = cursor.readLengthEncoded("transactionLength");
        if (cursor.remaining() < Integer.BYTES) {
            return;
        }
        immediateServerVersion = cursor.readUnsigned(Integer.BYTES, "immediateServerVersion");
        if ((immediateServerVersion & VERSION_FOLLOWS) != 0) {
            immediateServerVersion ^= VERSION_FOLLOWS;
            originalServerVersion = cursor.readUnsigned(Integer.BYTES, "originalServerVersion");
        } else {
            originalServerVersion = immediateServerVersion;
        }
    }

    private void readMessage() {
        long version = cursor.readVarlen("serializationVersion");
        if (version != SERIALIZATION_VERSION) {
            throw new UnsupportedFeatureException(
                STRUCTURE + ".serializationVersion: " + version + " (expected: " + SERIALIZATION_VERSION + ')');
        }
        long length = cursor.readVarlen("messageLength");
        if (length < cursor.index() - index || length > end - index) {
            throw cursor.malformed("messageLength", Long.toUnsignedString(length),
                cursor.index() - index + " to " + (end - index));
        }
        int messageEnd = index + (int) length;
        long lastRequired = cursor.readVarlen("lastRequiredField");
        if (lastRequired < 0 || lastRequired > FIELD_COMMIT_GROUP_TICKET + 1) {
            throw new UnsupportedFeatureException(STRUCTURE + ".lastRequiredField: " + lastRequired
                + " (expected: <= " + (FIELD_COMMIT_GROUP_TICKET + 1) + ", the fields this version knows)");
        }
        cursor.wrap(buffer, cursor.index(), messageEnd);
        boolean isKnown = true;
        while (isKnown && cursor.remaining() > 0) {
            isKnown = readField(cursor.readVarlen("field"));
        }
        if (originalCommitMicros == NO_TIMESTAMP) {
            originalCommitMicros = immediateCommitMicros;
        }
        if (originalServerVersion == UNKNOWN) {
            originalServerVersion = immediateServerVersion;
        }
    }

    /** @return false for a field of a later version; what follows is one, too, as fields come in rising order */
    private boolean readField(long field) {
        if (field < FIELD_FLAGS || field > FIELD_ORIGINAL_VERSION) {
            return false;
        }
        switch ((int) field) {
            case FIELD_FLAGS -> flags = (int) cursor.readVarlen("flags");
            case FIELD_SOURCE_ID -> {
                sourceIdHigh = readHalfSourceId();
                sourceIdLow = readHalfSourceId();
            }
            case FIELD_NUMBER -> number = cursor.readVarlenSigned("number");
            case FIELD_TAG -> tag = readTag();
            case FIELD_LAST_COMMITTED -> lastCommitted = cursor.readVarlenSigned("lastCommitted");
            case FIELD_SEQUENCE_NUMBER -> sequenceNumber = cursor.readVarlenSigned("sequenceNumber");
            case FIELD_IMMEDIATE_COMMIT -> immediateCommitMicros = cursor.readVarlen("immediateCommitTimestamp");
            case FIELD_ORIGINAL_COMMIT -> originalCommitMicros = cursor.readVarlen("originalCommitTimestamp");
            case FIELD_LENGTH -> transactionLength = cursor.readVarlen("transactionLength");
            case FIELD_IMMEDIATE_VERSION -> immediateServerVersion = cursor.readVarlen("immediateServerVersion");
            default -> originalServerVersion = cursor.readVarlen("originalServerVersion");
        }
        return true;
    }

    private long readHalfSourceId() {
        long half = 0;
        for (int i = 0; i < Long.BYTES; i++) {
            long octet = cursor.readVarlen("sourceId");
            if (octet < 0 || octet > 0xff) {
                throw cursor.malformed("sourceId", octet, "bytes");
            }
            half = half << Byte.SIZE | octet;
        }
        return half;
    }

    private String readTag() {
        long length = cursor.readVarlen("tagLength");
        if (length < 0 || length > MAX_TAG_LENGTH) {
            throw cursor.malformed("tagLength", Long.toUnsignedString(length), "<= " + MAX_TAG_LENGTH);
        }
        String text = buffer.toString(cursor.skip((int) length, "tag"), (int) length, StandardCharsets.US_ASCII);
        if (!text.isEmpty() && !Gtid.isTag(text)) {
            throw cursor.malformed("tag", text, "a letter or underscore, then letters, digits or underscores");
        }
        return text;
    }

    /** Whether the transaction has no GTID. */
    public boolean isAnonymous() {
        return anonymous;
    }

    /** @return a new value, the caller's own; null when anonymous */
    public Gtid gtid() {
        if (anonymous) {
            return null;
        }
        try {
            return new Gtid(new UUID(sourceIdHigh, sourceIdLow), tag, number);
        } catch (IllegalArgumentException e) {
            throw MalformedPacketException.of("GtidEvent", "gtid", e.getMessage(), "a GTID");
        }
    }

    /** First half of the source's UUID. */
    public long sourceIdHigh() {
        return sourceIdHigh;
    }

    /** Second half of the source's UUID. */
    public long sourceIdLow() {
        return sourceIdLow;
    }

    /** Empty for none. */
    public String tag() {
        return tag;
    }

    /** Number of the transaction; 0 when anonymous. */
    public long number() {
        return number;
    }

    public int flagsRaw() {
        return flags;
    }

    /** Logical clock: the transaction may run at once with those after this one. */
    public long lastCommitted() {
        return lastCommitted;
    }

    public long sequenceNumber() {
        return sequenceNumber;
    }

    /** When the server at hand committed it, microseconds since 1970; {@link #NO_TIMESTAMP} before 8.0.1. */
    public long immediateCommitTimestampMicros() {
        return immediateCommitMicros;
    }

    /** When the server that committed it first did so, microseconds since 1970; {@link #NO_TIMESTAMP} before 8.0.1. */
    public long originalCommitTimestampMicros() {
        return originalCommitMicros;
    }

    /** Bytes of the whole transaction, this event included; {@link #UNKNOWN} before 8.0.2. */
    public long transactionLength() {
        return transactionLength;
    }

    /** For instance 80015; {@link #UNKNOWN} before 8.0.14. */
    public long immediateServerVersion() {
        return immediateServerVersion;
    }

    /** For instance 80015; {@link #UNKNOWN} before 8.0.14. */
    public long originalServerVersion() {
        return originalServerVersion;
    }

    /** Appends a body as 5.7 writes it. Memory: borrowed until this method returns. */
    public static void write(ByteBuf out, UUID sourceId, long number, long lastCommitted, long sequenceNumber) {
        out.writeByte(0);
        out.writeLong(sourceId.getMostSignificantBits()).writeLong(sourceId.getLeastSignificantBits());
        out.writeLongLE(number);
        out.writeByte(LOGICAL_CLOCK).writeLongLE(lastCommitted).writeLongLE(sequenceNumber);
    }

    /** Appends what 8.0.1 and later add to {@link #write}. Memory: borrowed until this method returns. */
    public static void writeTimestamps(ByteBuf out, long immediateCommitMicros, long originalCommitMicros) {
        boolean areEqual = immediateCommitMicros == originalCommitMicros;
        writeTimestamp(out, areEqual ? immediateCommitMicros : immediateCommitMicros | TIMESTAMP_FOLLOWS);
        if (!areEqual) {
            writeTimestamp(out, originalCommitMicros);
        }
    }

    private static void writeTimestamp(ByteBuf out, long micros) {
        out.writeIntLE((int) micros);
        out.writeMediumLE((int) (micros >>> Integer.SIZE));
    }
}
