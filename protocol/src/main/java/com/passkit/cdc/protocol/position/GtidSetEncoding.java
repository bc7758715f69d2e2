package com.passkit.cdc.protocol.position;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

import com.passkit.cdc.protocol.error.MalformedPacketException;

import io.netty.buffer.ByteBuf;

/**
 * Binary form of a GTID set, in PREVIOUS_GTIDS_LOG_EVENT and COM_BINLOG_DUMP_GTID.
 * <pre>
 * GtidSet  =>
 *   Header        => uint64     format in the highest byte: 0 untagged, 1 tagged
 *                               untagged: count of sources in the other 7 bytes
 *                               tagged: format again in the lowest byte, count in the 6 bytes between
 *   Source*       =>            sorted by id, then tag
 *     Id            => byte[16]
 *     Tag           =>          tagged format only
 *       Length        => uint8    twice the length: a variable-length integer of one byte
 *       Text          => byte[Length / 2]
 *     IntervalCount => uint64
 *     Interval*     =>
 *       Start         => int64
 *       End           => int64    exclusive
 * </pre>
 * All integers little endian. Memory: borrowed until the method returns. Threading: any thread.
 * <p>
 * Source: sql/rpl_gtid_set.cc of the server, Gtid_set::encode.
 */
final class GtidSetEncoding {

    private static final int FORMAT_UNTAGGED = 0;
    private static final int FORMAT_TAGGED = 1;
    private static final int FORMAT_SHIFT = 56;
    private static final int TAGGED_COUNT_SHIFT = 8;
    private static final long UNTAGGED_COUNT_MASK = 0x00ff_ffff_ffff_ffffL;
    private static final long TAGGED_COUNT_MASK = 0x0000_ffff_ffff_ffffL;

    private static final int UUID_LENGTH = 16;
    private static final int INTERVAL_LENGTH = 2 * Long.BYTES;
    private static final String STRUCTURE = "GtidSet";

    private GtidSetEncoding() {
    }

    static void encode(List<SourceIntervals> sources, ByteBuf out) {
        boolean tagged = false;
        for (SourceIntervals source : sources) {
            tagged |= !source.tag().isEmpty();
        }
        out.writeLongLE(tagged
            ? (long) FORMAT_TAGGED << FORMAT_SHIFT | (long) sources.size() << TAGGED_COUNT_SHIFT | FORMAT_TAGGED
            : sources.size());
        for (SourceIntervals source : sources) {
            UUID id = source.sourceId();
            out.writeLong(id.getMostSignificantBits()).writeLong(id.getLeastSignificantBits());
            if (tagged) {
                out.writeByte(source.tag().length() << 1);
                out.writeCharSequence(source.tag(), StandardCharsets.US_ASCII);
            }
            out.writeLongLE(source.count());
            for (int n = 0; n < source.count(); n++) {
                out.writeLongLE(source.start(n)).writeLongLE(source.end(n));
            }
        }
    }

    static GtidSet decode(ByteBuf bytes, int index, int length) {
        ByteBuf in = bytes.slice(index, length);
        long header = readLong(in, "header");
        int format = (int) (header >>> FORMAT_SHIFT);
        if (format != FORMAT_UNTAGGED && format != FORMAT_TAGGED) {
            throw MalformedPacketException.of(STRUCTURE, "format", format, "0 (untagged) or 1 (tagged)");
        }
        boolean tagged = format == FORMAT_TAGGED;
        long sourceCount = tagged ? header >>> TAGGED_COUNT_SHIFT & TAGGED_COUNT_MASK : header & UNTAGGED_COUNT_MASK;
        GtidSet set = new GtidSet();
        for (long i = 0; i < sourceCount; i++) {
            decodeSource(in, tagged, set);
        }
        if (in.isReadable()) {
            throw MalformedPacketException.of(STRUCTURE, "length", length,
                (length - in.readableBytes()) + ", the bytes of its " + sourceCount + " sources");
        }
        return set;
    }

    private static void decodeSource(ByteBuf in, boolean tagged, GtidSet set) {
        require(in, UUID_LENGTH, "source.id");
        UUID id = new UUID(in.readLong(), in.readLong());
        String tag = tagged ? readTag(in) : "";
        long intervalCount = readLong(in, "source.intervalCount");
        if (intervalCount < 0 || intervalCount > in.readableBytes() / INTERVAL_LENGTH) {
            throw MalformedPacketException.of(STRUCTURE, "source.intervalCount", Long.toUnsignedString(intervalCount),
                "<= " + in.readableBytes() / INTERVAL_LENGTH + ", what is left of its bytes");
        }
        long previousEnd = 0;
        for (long i = 0; i < intervalCount; i++) {
            long start = in.readLongLE();
            long end = in.readLongLE();
            if (start <= previousEnd || end <= start) {
                throw MalformedPacketException.of(STRUCTURE, "source.interval", start + " to " + end,
                    "start > " + previousEnd + ", end > start");
            }
            set.add(id, tag, start, end);
            previousEnd = end;
        }
    }

    private static String readTag(ByteBuf in) {
        require(in, 1, "source.tag.length");
        int encoded = in.readUnsignedByte();
        int length = encoded >>> 1;
        if ((encoded & 1) != 0 || length > GtidTag.MAX_LENGTH) {
            throw MalformedPacketException.of(STRUCTURE, "source.tag.length", encoded,
                "an even number <= " + 2 * GtidTag.MAX_LENGTH);
        }
        require(in, length, "source.tag");
        String tag = in.readCharSequence(length, StandardCharsets.US_ASCII).toString();
        if (!tag.isEmpty() && !GtidTag.isValid(tag)) {
            throw MalformedPacketException.of(STRUCTURE, "source.tag", tag, "lower-case letters, digits, underscores");
        }
        return tag;
    }

    private static long readLong(ByteBuf in, String field) {
        require(in, Long.BYTES, field);
        return in.readLongLE();
    }

    private static void require(ByteBuf in, int length, String field) {
        if (in.readableBytes() < length) {
            throw MalformedPacketException.of(STRUCTURE, field, in.readableBytes() + " bytes",
                ">= " + length + " bytes");
        }
    }
}
