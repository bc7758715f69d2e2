package com.passkit.cdc.protocol.binlog.event;

import java.nio.charset.StandardCharsets;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.protocol.row.text.TextDecoder;

import io.netty.buffer.ByteBuf;

/**
 * A statement: BEGIN, COMMIT, DDL, or, with the STATEMENT format, any other.
 * <pre>
 * QUERY =&gt;
 *   // post-header
 *   ThreadId      =&gt; uint32
 *   ExecutionTime =&gt; uint32   seconds
 *   SchemaLength  =&gt; uint8
 *   ErrorCode     =&gt; uint16
 *   StatusLength  =&gt; uint16
 *   // body
 *   Status        =&gt; bytes[StatusLength]   Code (uint8), value; read up to a code that is not known
 *   Schema        =&gt; char[SchemaLength], NUL
 *   Sql           =&gt; char[]                to the end, in the client's character set
 * </pre>
 * Memory: borrowed. Threading: one thread at a time.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/classmysql_1_1binlog_1_1event_1_1Query__event.html">
 *     Query_event</a>
 */
public final class QueryEventFlyweight extends EventBodyFlyweight {

    /** The event does not say which character set the client used. */
    public static final int NO_COLLATION = 0;

    private static final int THREAD_ID_OFFSET = 0;
    private static final int EXECUTION_TIME_OFFSET = THREAD_ID_OFFSET + Integer.BYTES;
    private static final int SCHEMA_LENGTH_OFFSET = EXECUTION_TIME_OFFSET + Integer.BYTES;
    private static final int ERROR_CODE_OFFSET = SCHEMA_LENGTH_OFFSET + Byte.BYTES;
    private static final int STATUS_LENGTH_OFFSET = ERROR_CODE_OFFSET + Short.BYTES;
    /** Bytes of the post-header. */
    static final int POST_HEADER_LENGTH = STATUS_LENGTH_OFFSET + Short.BYTES;

    /** What a status variable gives that the event does not have. */
    public static final long NO_VALUE = -1;

    private static final int STATUS_FLAGS2 = 0;
    private static final int STATUS_SQL_MODE = 1;
    private static final int STATUS_CATALOG = 2;
    private static final int STATUS_AUTO_INCREMENT = 3;
    private static final int STATUS_CHARSET = 4;
    private static final int STATUS_TIME_ZONE = 5;
    private static final int STATUS_CATALOG_WITHOUT_NUL = 6;
    private static final int STATUS_LC_TIME_NAMES = 7;
    private static final int STATUS_CHARSET_DATABASE = 8;
    private static final int STATUS_TABLE_MAP_FOR_UPDATE = 9;
    private static final int STATUS_MASTER_DATA_WRITTEN = 10;
    private static final int STATUS_INVOKER = 11;
    private static final int STATUS_UPDATED_DB_NAMES = 12;
    private static final int STATUS_MICROSECONDS = 13;
    private static final int STATUS_EXPLICIT_DEFAULTS_FOR_TIMESTAMP = 16;
    private static final int STATUS_DDL_XID = 17;
    private static final int STATUS_DEFAULT_COLLATION_FOR_UTF8MB4 = 18;
    private static final int STATUS_MARIADB_HRNOW = 128;
    private static final int STATUS_MARIADB_XID = 129;
    private static final int STATUS_MARIADB_COLLATIONS = 131;
    private static final int MICROSECONDS_LENGTH = 3;
    private static final int COLLATION_PAIR_LENGTH = 2 * Short.BYTES;
    /** UPDATED_DB_NAMES: the databases are too many to be named. */
    private static final int OVER_MAX_DATABASES = 254;
    private static final int CHARSET_LENGTH = 3 * Short.BYTES;
    private static final int SERVER_COLLATION_OFFSET = 2 * Short.BYTES;
    private static final int NOT_FOUND = -1;
    private static final String STRUCTURE = "QueryEvent";

    private final FieldCursor cursor = new FieldCursor(STRUCTURE);
    private int statusIndex;
    private int statusEnd;
    private int sqlIndex;

    /** @param buffer borrowed */
    public QueryEventFlyweight wrap(ByteBuf buffer, int index, int length) {
        return wrap(buffer, index, length, POST_HEADER_LENGTH);
    }

    /** @param postHeaderLength of an event that has more than a QUERY's in it */
    QueryEventFlyweight wrap(ByteBuf buffer, int index, int length, int postHeaderLength) {
        wrapBody(buffer, index, length, postHeaderLength + 1, STRUCTURE);
        statusIndex = index + postHeaderLength;
        statusEnd = statusIndex + buffer.getUnsignedShortLE(index + STATUS_LENGTH_OFFSET);
        sqlIndex = statusEnd + buffer.getUnsignedByte(index + SCHEMA_LENGTH_OFFSET) + 1;
        if (sqlIndex > end) {
            throw MalformedPacketException.of(STRUCTURE, "length", length,
                ">= " + (sqlIndex - index) + ", with status variables and schema");
        }
        return this;
    }

    public long threadId() {
        return buffer.getUnsignedIntLE(index + THREAD_ID_OFFSET);
    }

    public long executionTimeSeconds() {
        return buffer.getUnsignedIntLE(index + EXECUTION_TIME_OFFSET);
    }

    /** Error that the statement ended with, 0 for none. */
    public int errorCode() {
        return buffer.getUnsignedShortLE(index + ERROR_CODE_OFFSET);
    }

    /** The default database of the session, empty for none. */
    public String schema() {
        return buffer.toString(statusEnd, sqlIndex - 1 - statusEnd, StandardCharsets.UTF_8);
    }

    /** Absolute index of the statement's bytes, which go to the end of the event. */
    public int sqlIndex() {
        return sqlIndex;
    }

    /** The statement, decoded from the client's character set. */
    public String sql() {
        int id = clientCollation();
        Collation collation = id == NO_COLLATION ? Collation.UTF8MB4 : Collation.ofId(id);
        return TextDecoder.of(collation).text(buffer, sqlIndex, end - sqlIndex);
    }

    /** Compares without allocating, and without regard to case. @param ascii upper case */
    public boolean isSql(String ascii) {
        return end - sqlIndex == ascii.length() && startsWith(ascii);
    }

    /** As {@link #isSql}, of the statement's beginning. */
    public boolean startsWith(String ascii) {
        if (end - sqlIndex < ascii.length()) {
            return false;
        }
        for (int i = 0; i < ascii.length(); i++) {
            int character = buffer.getUnsignedByte(sqlIndex + i);
            if (character >= 'a' && character <= 'z') {
                character -= 'a' - 'A';
            }
            if (character != ascii.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** Collation of character_set_client, or {@link #NO_COLLATION}. */
    public int clientCollation() {
        int found = find(STATUS_CHARSET);
        return found == NOT_FOUND ? NO_COLLATION : buffer.getUnsignedShortLE(found);
    }

    /** collation_server of the session, or {@link #NO_COLLATION}. */
    public int serverCollation() {
        int found = find(STATUS_CHARSET);
        return found == NOT_FOUND ? NO_COLLATION : buffer.getUnsignedShortLE(found + SERVER_COLLATION_OFFSET);
    }

    /** sql_mode of the session as bits, or {@link #NO_VALUE}. */
    public long sqlModeRaw() {
        int found = find(STATUS_SQL_MODE);
        return found == NOT_FOUND ? NO_VALUE : buffer.getLongLE(found);
    }

    /** Options of the session as bits, or {@link #NO_VALUE}. */
    public long flags2Raw() {
        int found = find(STATUS_FLAGS2);
        return found == NOT_FOUND ? NO_VALUE : buffer.getUnsignedIntLE(found);
    }

    /** explicit_defaults_for_timestamp of the session, 0 or 1, or {@link #NO_VALUE}. MySQL. */
    public long explicitDefaultsForTimestamp() {
        int found = find(STATUS_EXPLICIT_DEFAULTS_FOR_TIMESTAMP);
        return found == NOT_FOUND ? NO_VALUE : buffer.getUnsignedByte(found);
    }

    /** default_collation_for_utf8mb4 of the session, or {@link #NO_COLLATION}. MySQL 8.0. */
    public int defaultCollationForUtf8mb4() {
        int found = find(STATUS_DEFAULT_COLLATION_FOR_UTF8MB4);
        return found == NOT_FOUND ? NO_COLLATION : buffer.getUnsignedShortLE(found);
    }

    /** @return index of a status variable's value; what follows a variable that is not known cannot be found */
    private int find(int wanted) {
        cursor.wrap(buffer, statusIndex, statusEnd);
        while (cursor.remaining() > 0) {
            int code = cursor.readUnsignedByte("status.code");
            int length = statusLength(code);
            if (length == NOT_FOUND) {
                return NOT_FOUND;
            }
            int value = cursor.skip(length, "status.value");
            if (code == wanted) {
                return value;
            }
        }
        return NOT_FOUND;
    }

    /** @return bytes of the value behind the cursor; where a length goes before it, the cursor moves behind that */
    private int statusLength(int code) {
        return switch (code) {
            case STATUS_FLAGS2, STATUS_AUTO_INCREMENT, STATUS_MASTER_DATA_WRITTEN -> Integer.BYTES;
            case STATUS_SQL_MODE, STATUS_TABLE_MAP_FOR_UPDATE, STATUS_DDL_XID, STATUS_MARIADB_XID -> Long.BYTES;
            case STATUS_CATALOG -> cursor.readUnsignedByte("status.catalog") + 1;
            case STATUS_TIME_ZONE, STATUS_CATALOG_WITHOUT_NUL -> cursor.readUnsignedByte("status.length");
            case STATUS_CHARSET -> CHARSET_LENGTH;
            case STATUS_LC_TIME_NAMES, STATUS_CHARSET_DATABASE, STATUS_DEFAULT_COLLATION_FOR_UTF8MB4 -> Short.BYTES;
            case STATUS_INVOKER -> {
                cursor.skip(cursor.readUnsignedByte("status.user"), "status.user");
                yield cursor.readUnsignedByte("status.host");
            }
            case STATUS_UPDATED_DB_NAMES -> {
                skipNames(cursor.readUnsignedByte("status.databases"));
                yield 0;
            }
            case STATUS_MICROSECONDS, STATUS_MARIADB_HRNOW -> MICROSECONDS_LENGTH;
            case STATUS_EXPLICIT_DEFAULTS_FOR_TIMESTAMP -> 1;
            case STATUS_MARIADB_COLLATIONS -> COLLATION_PAIR_LENGTH * cursor.readUnsignedByte("status.collations");
            default -> NOT_FOUND;
        };
    }

    private void skipNames(int count) {
        for (int i = 0; i < count && count < OVER_MAX_DATABASES; i++) {
            int character;
            do {
                character = cursor.readUnsignedByte("status.database");
            } while (character != 0);
        }
    }

    /** Appends a body whose statement is utf8mb4. Memory: borrowed until this method returns. */
    public static void write(ByteBuf out, long threadId, String schema, String sql, int errorCode) {
        writePostHeader(out, threadId, schema, errorCode);
        writeBody(out, schema);
        out.writeCharSequence(sql, StandardCharsets.UTF_8);
    }

    static void writePostHeader(ByteBuf out, long threadId, String schema, int errorCode) {
        out.writeIntLE((int) threadId).writeIntLE(0).writeByte(schema.getBytes(StandardCharsets.UTF_8).length);
        out.writeShortLE(errorCode).writeShortLE(1 + CHARSET_LENGTH);
    }

    /** What stands before the statement. */
    static void writeBody(ByteBuf out, String schema) {
        out.writeByte(STATUS_CHARSET);
        for (int i = 0; i < 3; i++) {
            out.writeShortLE(Collation.UTF8MB4.id());
        }
        out.writeBytes(schema.getBytes(StandardCharsets.UTF_8)).writeByte(0);
    }
}
