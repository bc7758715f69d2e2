package com.passkit.cdc.protocol.binlog.event;

import java.nio.charset.StandardCharsets;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.UnsupportedFeatureException;

import io.netty.buffer.ByteBuf;

/**
 * First event of every binlog file; says how the others are to be read.
 * <pre>
 *  offset  length  field               type
 *       0       2  binlog version      uint16    4
 *       2      50  server version      char[50]  filled up with NUL
 *      52       4  created             uint32    seconds, when the server started; else 0
 *      56       1  header length       uint8     19
 *      57       n  post-header lengths uint8[n]  of event types 1 to n
 *    57+n       1  checksum algorithm  uint8     0 none, 1 CRC32; from MySQL 5.6.1 and MariaDB 5.3 on
 *    58+n       4  checksum            uint32    from the same versions on, whatever the algorithm
 * </pre>
 * Unlike other bodies, this one is wrapped <em>with</em> its checksum: only it can tell whether there is one.
 * <p>
 * Memory: borrowed. Threading: one thread at a time.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/classmysql_1_1binlog_1_1event_1_1Format__description__event.html">
 *     Format_description_event</a>
 */
public final class FormatDescriptionEventFlyweight extends EventBodyFlyweight {

    /** No event has a checksum. */
    public static final int CHECKSUM_NONE = 0;
    /** Every event ends with a CRC32 of its bytes. */
    public static final int CHECKSUM_CRC32 = 1;
    /** Bytes of a checksum. */
    public static final int CHECKSUM_LENGTH = Integer.BYTES;

    private static final int VERSION_OFFSET = 0;
    private static final int SERVER_VERSION_OFFSET = VERSION_OFFSET + Short.BYTES;
    private static final int SERVER_VERSION_LENGTH = 50;
    private static final int CREATED_OFFSET = SERVER_VERSION_OFFSET + SERVER_VERSION_LENGTH;
    private static final int HEADER_LENGTH_OFFSET = CREATED_OFFSET + Integer.BYTES;
    private static final int POST_HEADERS_OFFSET = HEADER_LENGTH_OFFSET + Byte.BYTES;
    private static final int FOOTER_LENGTH = Byte.BYTES + CHECKSUM_LENGTH;
    private static final int BINLOG_VERSION = 4;
    /** 5.6.1 as one number; MariaDB's 5.3 does not write a version that looks like MySQL's. */
    private static final int FIRST_VERSION_WITH_CHECKSUM = 5_06_01;
    private static final int FIRST_MARIADB_VERSION_WITH_CHECKSUM = 5_03_00;
    private static final String MARIADB = "MariaDB";
    private static final String STRUCTURE = "FormatDescriptionEvent";

    private int postHeaderCount;
    private boolean hasFooter;

    /**
     * @param buffer borrowed
     * @param index  behind the common header
     * @param length of the rest of the event, checksum included
     */
    public FormatDescriptionEventFlyweight wrap(ByteBuf buffer, int index, int length) {
        wrapBody(buffer, index, length, POST_HEADERS_OFFSET, STRUCTURE);
        if (binlogVersion() != BINLOG_VERSION) {
            throw new UnsupportedFeatureException(STRUCTURE + ".binlogVersion: " + binlogVersion()
                + " (expected: 4, which MySQL 5.0 and later write; upgrade the server)");
        }
        int headerLength = buffer.getUnsignedByte(index + HEADER_LENGTH_OFFSET);
        if (headerLength != EventHeaderFlyweight.LENGTH) {
            throw MalformedPacketException.of(STRUCTURE, "headerLength", headerLength, "19");
        }
        hasFooter = footerFollows(serverVersion());
        int rest = length - POST_HEADERS_OFFSET;
        if (hasFooter && rest < FOOTER_LENGTH) {
            throw MalformedPacketException.of(STRUCTURE, "length", length,
                ">= " + (POST_HEADERS_OFFSET + FOOTER_LENGTH));
        }
        postHeaderCount = hasFooter ? rest - FOOTER_LENGTH : rest;
        return this;
    }

    private static boolean footerFollows(String version) {
        int number = versionNumber(version);
        return number >= FIRST_VERSION_WITH_CHECKSUM
            || version.contains(MARIADB) && number >= FIRST_MARIADB_VERSION_WITH_CHECKSUM;
    }

    /** "5.7.22-log" as 50722. */
    private static int versionNumber(String version) {
        int number = 0;
        int at = 0;
        for (int part = 0; part < 3; part++) {
            int value = 0;
            while (at < version.length() && version.charAt(at) >= '0' && version.charAt(at) <= '9' && value < 100) {
                value = value * 10 + version.charAt(at) - '0';
                at++;
            }
            at++;
            number = number * 100 + Math.min(value, 99);
        }
        return number;
    }

    public int binlogVersion() {
        return buffer.getUnsignedShortLE(index + VERSION_OFFSET);
    }

    /** For instance {@code 8.0.15-log} or {@code 10.5.15-MariaDB-log}. */
    public String serverVersion() {
        int start = index + SERVER_VERSION_OFFSET;
        int length = buffer.indexOf(start, start + SERVER_VERSION_LENGTH, (byte) 0) - start;
        return buffer.toString(start, length < 0 ? SERVER_VERSION_LENGTH : length, StandardCharsets.US_ASCII);
    }

    /** Whether a MariaDB wrote the file. */
    public boolean isMariaDb() {
        return serverVersion().contains(MARIADB);
    }

    /** When the server started, if the file is its first since; else 0. */
    public long createdSeconds() {
        return buffer.getUnsignedIntLE(index + CREATED_OFFSET);
    }

    /** @return bytes of the fixed part behind the header of events of this type; 0 for a type the server lacks */
    public int postHeaderLength(EventType type) {
        int code = type.code();
        return code < 1 || code > postHeaderCount ? 0 : buffer.getUnsignedByte(index + POST_HEADERS_OFFSET + code - 1);
    }

    /** The algorithm as sent; {@link #CHECKSUM_NONE} before 5.6.1, which had none. */
    public int checksumAlgorithmRaw() {
        return hasFooter ? buffer.getUnsignedByte(end - FOOTER_LENGTH) : CHECKSUM_NONE;
    }

    /** Whether this event carries a checksum field, which is filled in only with {@link #CHECKSUM_CRC32}. */
    public boolean hasChecksumField() {
        return hasFooter;
    }

    /**
     * Appends a body without its checksum, for a server version that has the footer.
     * Memory: borrowed until this method returns.
     */
    public static void write(ByteBuf out, String serverVersion, long createdSeconds, byte[] postHeaderLengths,
        int checksumAlgorithm) {
        out.writeShortLE(BINLOG_VERSION);
        byte[] version = serverVersion.getBytes(StandardCharsets.US_ASCII);
        out.writeBytes(version).writeZero(SERVER_VERSION_LENGTH - version.length);
        out.writeIntLE((int) createdSeconds).writeByte(EventHeaderFlyweight.LENGTH);
        out.writeBytes(postHeaderLengths);
        if (footerFollows(serverVersion)) {
            out.writeByte(checksumAlgorithm);
        }
    }
}
