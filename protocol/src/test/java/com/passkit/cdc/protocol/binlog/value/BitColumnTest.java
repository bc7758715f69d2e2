package com.passkit.cdc.protocol.binlog.value;

import java.util.List;

import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.wire.FieldType;

class BitColumnTest implements ValueDecoderContract {

    @Override
    public List<Sample> samples() {
        return List.of(
            Sample.of(FieldType.BIT, 0x0001, ColumnType.BIT, "01", "onBit 1"),
            Sample.of(FieldType.BIT, 0x0007, ColumnType.BIT, "7f", "onBit 127"),
            Sample.of(FieldType.BIT, 0x0100, ColumnType.BIT, "80", "onBit 128"),
            Sample.of(FieldType.BIT, 0x0101, ColumnType.BIT, "01ff", "onBit 511"),
            Sample.of(FieldType.BIT, 0x0200, ColumnType.BIT, "0102", "onBit 258"),
            Sample.of(FieldType.BIT, 0x0800, ColumnType.BIT, "8000000000000001", "onBit 9223372036854775809"));
    }
}
