package com.passkit.cdc.protocol.binlog.value;

import java.util.List;

import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.wire.FieldType;

class StringColumnTest implements ValueDecoderContract {

    @Override
    public List<Sample> samples() {
        return List.of(
            Sample.of(FieldType.VARCHAR, 255, ColumnType.VARCHAR, "03 616263", "onString 616263"),
            Sample.of(FieldType.VARCHAR, 10, ColumnType.VARCHAR, "00", "onString "),
            Sample.of(FieldType.VARCHAR, 256, ColumnType.VARCHAR, "0300 616263", "onString 616263"),
            Sample.of(FieldType.VARCHAR, 300, ColumnType.VARBINARY, "0100 00", "onBytes 00"),
            Sample.of(FieldType.VAR_STRING, 20, ColumnType.VARCHAR, "01 61", "onString 61"),
            Sample.of(FieldType.STRING, 0x14fe, ColumnType.CHAR, "02 c3a9", "onString c3a9"),
            Sample.of(FieldType.STRING, 0x14fe, ColumnType.BINARY, "02 00ff", "onBytes 00ff"),
            Sample.of(FieldType.STRING, 0xfffe, ColumnType.CHAR, "01 61", "onString 61"),
            // CHAR(255) utf8mb4: 1020 bytes, bits 8 and 9 of the length inverted in the type
            Sample.of(FieldType.STRING, 0xfcce, ColumnType.CHAR, "0100 61", "onString 61"),
            Sample.of(FieldType.STRING, 0x00ee, ColumnType.CHAR, "0000", "onString "));
    }
}
