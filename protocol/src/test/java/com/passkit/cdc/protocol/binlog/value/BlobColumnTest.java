package com.passkit.cdc.protocol.binlog.value;

import java.util.List;

import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.wire.FieldType;

class BlobColumnTest implements ValueDecoderContract {

    @Override
    public List<Sample> samples() {
        return List.of(
            Sample.of(FieldType.BLOB, 1, ColumnType.TEXT, "02 6162", "onString 6162"),
            Sample.of(FieldType.BLOB, 1, ColumnType.BLOB, "00", "onBytes "),
            Sample.of(FieldType.BLOB, 2, ColumnType.BLOB, "0200 6162", "onBytes 6162"),
            Sample.of(FieldType.BLOB, 3, ColumnType.TEXT, "010000 61", "onString 61"),
            Sample.of(FieldType.BLOB, 4, ColumnType.BLOB, "01000000 61", "onBytes 61"),
            Sample.of(FieldType.JSON, 4, ColumnType.JSON, "02000000 0400", "onJsonBinary 0400"),
            Sample.of(FieldType.JSON, 4, ColumnType.JSON, "00000000", "onJsonBinary "),
            Sample.of(FieldType.GEOMETRY, 4, ColumnType.GEOMETRY, "05000000 e610000001", "onBytes e610000001"),
            Sample.of(FieldType.VECTOR, 4, ColumnType.VECTOR, "04000000 0000803f", "onBytes 0000803f"));
    }
}
