package com.passkit.cdc.benchmarks.workload;

import java.nio.charset.StandardCharsets;
import java.util.List;

import com.passkit.cdc.benchmarks.workload.WorkloadColumn.Sign;
import com.passkit.cdc.protocol.binlog.event.TableMapMetadataCursor;
import com.passkit.cdc.protocol.testing.BinlogWriter;
import com.passkit.cdc.protocol.wire.LengthEncoded;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/**
 * A table of the workload; its first column is its primary key.
 *
 * @param tableId number in table maps
 * @param name    within the database {@value #DATABASE}
 * @param columns in table order
 */
record WorkloadTable(int tableId, String name, List<WorkloadColumn> columns) {

    static final String DATABASE = "crm";

    /** Writes the table map, with the metadata that a server writes under binlog_row_metadata=FULL. */
    void writeTableMap(BinlogWriter writer) {
        byte[] types = new byte[columns.size()];
        ByteBuf metadata = Unpooled.buffer();
        for (int i = 0; i < types.length; i++) {
            types[i] = (byte) columns.get(i).typeCode();
            metadata.writeBytes(columns.get(i).metadata());
        }
        writer.tableMap(tableId, DATABASE, name, types, ByteBufUtil.getBytes(metadata), optionalMetadata());
    }

    private byte[] optionalMetadata() {
        ByteBuf out = Unpooled.buffer();
        field(out, TableMapMetadataCursor.SIGNEDNESS, signedness());
        ByteBuf charsets = Unpooled.buffer();
        ByteBuf enumCharsets = Unpooled.buffer();
        ByteBuf names = Unpooled.buffer();
        ByteBuf labels = Unpooled.buffer();
        for (WorkloadColumn column : columns) {
            text(names, column.name());
            if (column.isEnum()) {
                LengthEncoded.write(enumCharsets, column.collation());
                LengthEncoded.write(labels, column.labels().size());
                column.labels().forEach(label -> text(labels, label));
            } else if (column.collation() != 0) {
                LengthEncoded.write(charsets, column.collation());
            }
        }
        field(out, TableMapMetadataCursor.COLUMN_CHARSET, charsets);
        field(out, TableMapMetadataCursor.COLUMN_NAME, names);
        field(out, TableMapMetadataCursor.ENUM_STR_VALUE, labels);
        field(out, TableMapMetadataCursor.SIMPLE_PRIMARY_KEY, Unpooled.buffer().writeByte(0));
        field(out, TableMapMetadataCursor.ENUM_AND_SET_COLUMN_CHARSET, enumCharsets);
        return ByteBufUtil.getBytes(out);
    }

    private ByteBuf signedness() {
        byte[] bits = new byte[columns.size() / Byte.SIZE + 1];
        int count = 0;
        for (WorkloadColumn column : columns) {
            if (column.sign() == Sign.UNSIGNED) {
                bits[count / Byte.SIZE] |= (byte) (0x80 >>> count % Byte.SIZE);
            }
            count += column.sign() == Sign.NONE ? 0 : 1;
        }
        return Unpooled.wrappedBuffer(bits, 0, (count + Byte.SIZE - 1) / Byte.SIZE);
    }

    private static void text(ByteBuf out, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        LengthEncoded.write(out, bytes.length);
        out.writeBytes(bytes);
    }

    private static void field(ByteBuf out, int type, ByteBuf value) {
        if (value.isReadable()) {
            out.writeByte(type);
            LengthEncoded.write(out, value.readableBytes());
            out.writeBytes(value);
        }
    }
}
