package com.passkit.cdc.protocol.binlog.event;

import java.nio.charset.StandardCharsets;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.wire.LengthEncoded;

import io.netty.buffer.ByteBuf;

/**
 * Layout of a table whose rows follow.
 * <pre>
 * TABLE_MAP =&gt;
 *   // post-header
 *   TableId          =&gt; uint48   uint32 where the format description gives 6 bytes of post-header
 *   Flags            =&gt; uint16
 *   // body
 *   DatabaseLength   =&gt; uint8
 *   Database         =&gt; char[DatabaseLength], NUL
 *   TableLength      =&gt; uint8
 *   Table            =&gt; char[TableLength], NUL
 *   ColumnCount      =&gt; lenenc
 *   Types            =&gt; uint8[ColumnCount]
 *   MetadataLength   =&gt; lenenc
 *   Metadata         =&gt; bytes[MetadataLength]   0 to 4 bytes a column, by its type
 *   Nullable         =&gt; bitmap[ColumnCount]
 *   OptionalMetadata =&gt; Field*   to the end; see {@link TableMapMetadataCursor}
 * </pre>
 * Memory: borrowed. Threading: one thread at a time.
 *
 * @see <a href="https://dev.mysql.com/doc/dev/mysql-server/latest/classmysql_1_1binlog_1_1event_1_1Table__map__event.html">
 *     Table_map_event</a>
 */
public final class TableMapEventFlyweight extends EventBodyFlyweight {

    /** MySQL's limit is 4096; a view's or a later version's may be larger. */
    public static final int MAX_COLUMNS = 65_535;

    static final int OLD_POST_HEADER_LENGTH = 6;
    static final int TABLE_ID_LENGTH = 6;

    private static final int TYPE_FLOAT = 4;
    private static final int TYPE_DOUBLE = 5;
    private static final int TYPE_VARCHAR = 15;
    private static final int TYPE_BIT = 16;
    private static final int TYPE_TIMESTAMP2 = 17;
    private static final int TYPE_DATETIME2 = 18;
    private static final int TYPE_TIME2 = 19;
    private static final int TYPE_VECTOR = 242;
    private static final int TYPE_TYPED_ARRAY = 20;
    private static final int TYPE_BLOB_COMPRESSED = 140;
    private static final int TYPE_VARCHAR_COMPRESSED = 141;
    private static final int TYPE_JSON = 245;
    private static final int TYPE_NEWDECIMAL = 246;
    private static final int TYPE_ENUM = 247;
    private static final int TYPE_SET = 248;
    private static final int TYPE_TINY_BLOB = 249;
    private static final int TYPE_MEDIUM_BLOB = 250;
    private static final int TYPE_LONG_BLOB = 251;
    private static final int TYPE_BLOB = 252;
    private static final int TYPE_VAR_STRING = 253;
    private static final int TYPE_STRING = 254;
    private static final int TYPE_GEOMETRY = 255;
    private static final int ARRAY_OF_VARCHAR_LENGTH = 3;
    /** An array is a JSON document in the row, whatever its elements. */
    private static final int ARRAY_PREFIX_LENGTH = 4;

    private static final int FLAGS_LENGTH = Short.BYTES;
    private static final String STRUCTURE = "TableMapEvent";

    private final FieldCursor cursor = new FieldCursor(STRUCTURE);
    private long tableId;
    private int flags;
    private int bodyIndex;
    private int databaseIndex;
    private int databaseLength;
    private int tableIndex;
    private int tableLength;
    private int columnCount;
    private int typesIndex;
    private int metadataIndex;
    private int metadataLength;
    private int nullableIndex;
    private int optionalIndex;

    /**
     * @param buffer           borrowed
     * @param postHeaderLength as the format description gives it
     */
    public TableMapEventFlyweight wrap(ByteBuf buffer, int index, int length, int postHeaderLength) {
        wrapBody(buffer, index, length, TABLE_ID_LENGTH + FLAGS_LENGTH, STRUCTURE);
        cursor.wrap(buffer, index, end);
        tableId = cursor.readUnsigned(postHeaderLength == OLD_POST_HEADER_LENGTH ? Integer.BYTES : TABLE_ID_LENGTH,
            "tableId");
        flags = cursor.readUnsignedShort("flags");
        bodyIndex = cursor.index();
        databaseLength = cursor.readUnsignedByte("databaseLength");
        databaseIndex = cursor.skip(databaseLength, "database");
        cursor.skip(Byte.BYTES, "database");
        tableLength = cursor.readUnsignedByte("tableLength");
        tableIndex = cursor.skip(tableLength, "table");
        cursor.skip(Byte.BYTES, "table");
        columnCount = cursor.readCount("columnCount", MAX_COLUMNS);
        typesIndex = cursor.skip(columnCount, "types");
        metadataLength = cursor.readLength("metadataLength");
        metadataIndex = cursor.skip(metadataLength, "metadata");
        nullableIndex = cursor.skip((columnCount + Byte.SIZE - 1) / Byte.SIZE, "nullable");
        optionalIndex = cursor.index();
        return this;
    }

    public long tableId() {
        return tableId;
    }

    public int flagsRaw() {
        return flags;
    }

    public String database() {
        return buffer.toString(databaseIndex, databaseLength, StandardCharsets.UTF_8);
    }

    public String table() {
        return buffer.toString(tableIndex, tableLength, StandardCharsets.UTF_8);
    }

    public int columnCount() {
        return columnCount;
    }

    /** Type of a column as sent: {@code enum_field_types}, ENUM and SET inside 254. */
    public int typeRaw(int column) {
        return buffer.getUnsignedByte(typesIndex + column);
    }

    /**
     * The columns' metadata, two bytes read as little endian.
     *
     * @return a new array, the caller's own
     */
    public int[] metadata() {
        int[] metadata = new int[columnCount];
        cursor.wrap(buffer, metadataIndex, metadataIndex + metadataLength);
        for (int column = 0; column < columnCount; column++) {
            int type = typeRaw(column);
            if (type == TYPE_TYPED_ARRAY) {
                int elementType = cursor.readUnsignedByte("metadata");
                int length = elementType == TYPE_VARCHAR ? ARRAY_OF_VARCHAR_LENGTH : metadataLength(elementType);
                cursor.skip(length, "metadata");
                metadata[column] = ARRAY_PREFIX_LENGTH;
            } else {
                metadata[column] = (int) cursor.readUnsigned(metadataLength(type), "metadata");
            }
        }
        if (cursor.remaining() != 0) {
            throw cursor.malformed("metadataLength", metadataLength, metadataLength - cursor.remaining()
                + ", as the columns' types have it");
        }
        return metadata;
    }

    /** Bytes of a type's metadata; sql/rpl_tblmap and libs/mysql/binlog/event, read_field_metadata. */
    private static int metadataLength(int type) {
        return switch (type) {
            case TYPE_FLOAT, TYPE_DOUBLE, TYPE_TIMESTAMP2, TYPE_DATETIME2, TYPE_TIME2, TYPE_VECTOR, TYPE_JSON,
                TYPE_TINY_BLOB, TYPE_MEDIUM_BLOB, TYPE_LONG_BLOB, TYPE_BLOB, TYPE_BLOB_COMPRESSED,
                TYPE_GEOMETRY -> 1;
            case TYPE_VARCHAR, TYPE_VARCHAR_COMPRESSED, TYPE_BIT, TYPE_NEWDECIMAL, TYPE_ENUM, TYPE_SET, TYPE_VAR_STRING,
                TYPE_STRING -> 2;
            default -> 0;
        };
    }

    public boolean isNullable(int column) {
        return (buffer.getByte(nullableIndex + column / Byte.SIZE) >>> column % Byte.SIZE & 1) != 0;
    }

    /** Points the cursor before the first field of the optional metadata. */
    public void optionalMetadata(TableMapMetadataCursor metadata) {
        metadata.wrap(buffer, optionalIndex, end);
    }

    /** Borrowed buffer under this flyweight. */
    public ByteBuf buffer() {
        return buffer;
    }

    /** Absolute index of the body, which is the same for every event of a table that did not change. */
    public int bodyIndex() {
        return bodyIndex;
    }

    /** Bytes of the body, checksum excluded. */
    public int bodyLength() {
        return end - bodyIndex;
    }

    /** Appends a body. Memory: borrowed until this method returns. */
    public static void write(ByteBuf out, long tableId, String database, String table, byte[] types, byte[] metadata,
        byte[] nullable, byte[] optionalMetadata) {
        out.writeIntLE((int) tableId).writeShortLE((int) (tableId >>> Integer.SIZE)).writeShortLE(1);
        writeName(out, database);
        writeName(out, table);
        LengthEncoded.write(out, types.length);
        out.writeBytes(types);
        LengthEncoded.write(out, metadata.length);
        out.writeBytes(metadata).writeBytes(nullable).writeBytes(optionalMetadata);
    }

    private static void writeName(ByteBuf out, String name) {
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0xff) {
            throw MalformedPacketException.of(STRUCTURE, "name.length", bytes.length, "<= 255");
        }
        out.writeByte(bytes.length).writeBytes(bytes).writeByte(0);
    }
}
