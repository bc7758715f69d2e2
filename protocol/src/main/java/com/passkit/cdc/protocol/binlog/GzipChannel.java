package com.passkit.cdc.protocol.binlog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ReadableByteChannel;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * A gzip file, which is any number of members one behind the other.
 * <pre>
 * File =&gt; Member+ Padding
 *   Padding   =&gt; 0x00*                as tapes and block devices leave it
 * Member =&gt; Magic Method Flags Time Extra System ExtraField? Name? Comment? HeaderCrc? Deflated Crc32 Length
 *   Magic      =&gt; 0x1f 0x8b
 *   Method     =&gt; uint8 8
 *   Flags      =&gt; uint8               1 text, 2 header CRC, 4 extra field, 8 name, 16 comment; others are reserved
 *   Time       =&gt; uint32
 *   Extra      =&gt; uint8
 *   System     =&gt; uint8
 *   ExtraField =&gt; uint16 bytes
 *   Name       =&gt; bytes 0x00
 *   Comment    =&gt; bytes 0x00
 *   HeaderCrc  =&gt; uint16
 *   Crc32      =&gt; uint32              of what is packed in the member
 *   Length     =&gt; uint32              of the same, modulo 2^32
 * </pre>
 * All integers are little endian. The reader of the JDK is not used: it takes a broken member for the end of the file.
 * Threading: one thread at a time.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc1952">RFC 1952</a>
 */
final class GzipChannel extends PackedChannel {

    private static final String STRUCTURE = "GzipMember";
    private static final int END_OF_FILE = -1;
    private static final int MAGIC_FIRST = 0x1f;
    private static final int MAGIC_SECOND = 0x8b;
    private static final int METHOD_DEFLATE = 8;
    private static final int FLAG_HEADER_CRC = 1 << 1;
    private static final int FLAG_EXTRA_FIELD = 1 << 2;
    private static final int FLAG_NAME = 1 << 3;
    private static final int FLAG_COMMENT = 1 << 4;
    private static final int FLAGS_RESERVED = 0xe0;
    private static final int TIME_EXTRA_SYSTEM_LENGTH = 6;

    private enum Phase {
        HEADER,
        DEFLATED,
        FOOTER
    }

    private final Inflater inflater = new Inflater(true);
    private final CRC32 crc = new CRC32();
    private Phase phase = Phase.HEADER;
    private boolean isFirst = true;

    GzipChannel(ReadableByteChannel channel, ByteBuffer head, String name) {
        super(channel, head, STRUCTURE, name);
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        while (true) {
            switch (phase) {
                case HEADER -> {
                    if (!readHeader()) {
                        return END_OF_FILE;
                    }
                    phase = Phase.DEFLATED;
                }
                case DEFLATED -> {
                    int count = inflate(target);
                    if (count > 0) {
                        return count;
                    }
                }
                case FOOTER -> {
                    readFooter();
                    phase = Phase.HEADER;
                }
            }
        }
    }

    /** @return false when there is no other member */
    private boolean readHeader() throws IOException {
        int first = nextOrEnd();
        boolean isPadding = !isFirst && first == 0;
        while (isPadding && first == 0) {
            first = nextOrEnd();
        }
        if (first == END_OF_FILE) {
            return false;
        }
        int second = isPadding ? END_OF_FILE : next("magic");
        if (first != MAGIC_FIRST || second != MAGIC_SECOND) {
            throw malformed("magic", "0x" + Integer.toHexString(first), "0x1f8b, a member, or the end of the file");
        }
        isFirst = false;
        int method = next("method");
        if (method != METHOD_DEFLATE) {
            throw malformed("method", method, "8 (deflate)");
        }
        int flags = next("flags");
        if ((flags & FLAGS_RESERVED) != 0) {
            throw malformed("flags", "0x" + Integer.toHexString(flags), "no reserved bits");
        }
        skip(TIME_EXTRA_SYSTEM_LENGTH, "time");
        if ((flags & FLAG_EXTRA_FIELD) != 0) {
            skip(next("extraField") | next("extraField") << Byte.SIZE, "extraField");
        }
        if ((flags & FLAG_NAME) != 0) {
            skipString("name");
        }
        if ((flags & FLAG_COMMENT) != 0) {
            skipString("comment");
        }
        if ((flags & FLAG_HEADER_CRC) != 0) {
            skip(Short.BYTES, "headerCrc");
        }
        inflater.reset();
        crc.reset();
        return true;
    }

    /** @return 0 when the member is done, or more of it is needed */
    private int inflate(ByteBuffer target) throws IOException {
        if (!packed.hasRemaining() && !refill()) {
            throw truncated("the rest of a member");
        }
        ByteBuffer unpacked = target.slice();
        inflater.setInput(packed);
        int count;
        try {
            count = inflater.inflate(unpacked);
        } catch (DataFormatException e) {
            throw malformed("deflated", e.getMessage(), "deflated bytes");
        }
        if (inflater.needsDictionary()) {
            throw malformed("deflated", "a preset dictionary", "none");
        }
        if (inflater.finished()) {
            phase = Phase.FOOTER;
        }
        crc.update(unpacked.flip());
        target.position(target.position() + count);
        return count;
    }

    private void readFooter() throws IOException {
        int storedCrc = nextInt("crc32");
        int actualCrc = (int) crc.getValue();
        if (storedCrc != actualCrc) {
            throw malformed("crc32", "0x" + Integer.toHexString(storedCrc),
                "0x" + Integer.toHexString(actualCrc) + ", the CRC32 of what was unpacked");
        }
        int length = nextInt("length");
        if (length != (int) inflater.getBytesWritten()) {
            throw malformed("length", Integer.toUnsignedString(length),
                inflater.getBytesWritten() + " modulo 2^32, as unpacked");
        }
    }

    private int nextInt(String field) throws IOException {
        return next(field) | next(field) << 8 | next(field) << 16 | next(field) << 24;
    }

    private void skip(int count, String field) throws IOException {
        for (int i = 0; i < count; i++) {
            next(field);
        }
    }

    private void skipString(String field) throws IOException {
        while (next(field) != 0) {
            continue;
        }
    }

    private int next(String field) throws IOException {
        int octet = nextOrEnd();
        if (octet == END_OF_FILE) {
            throw truncated("the " + field + " of a member");
        }
        return octet;
    }

    private int nextOrEnd() throws IOException {
        return packed.hasRemaining() || refill() ? packed.get() & 0xff : END_OF_FILE;
    }

    @Override
    void end() {
        inflater.end();
    }
}
