package com.passkit.cdc.protocol.binlog.value;

import java.util.List;

import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.wire.FieldType;

class DecimalColumnTest implements ValueDecoderContract {

    @Override
    public List<Sample> samples() {
        return List.of(
            Sample.of(FieldType.NEWDECIMAL, 0x040e, ColumnType.DECIMAL, "81 0dfb38d2 04d2", "onDecimal 1234567890.1234"),
            Sample.of(FieldType.NEWDECIMAL, 0x040e, ColumnType.DECIMAL, "7e f204c72d fb2d", "onDecimal -1234567890.1234"),
            Sample.of(FieldType.NEWDECIMAL, 0x020a, ColumnType.DECIMAL, "8000000c 32", "onDecimal 12.50"),
            Sample.of(FieldType.NEWDECIMAL, 0x020a, ColumnType.DECIMAL, "80000000 32", "onDecimal 0.50"),
            Sample.of(FieldType.NEWDECIMAL, 0x020a, ColumnType.DECIMAL, "80000000 00", "onDecimal 0.00"),
            Sample.of(FieldType.NEWDECIMAL, 0x020a, ColumnType.DECIMAL, "7fffffff ff", "onDecimal 0.00"),
            Sample.of(FieldType.NEWDECIMAL, 0x020a, ColumnType.DECIMAL, "7fffffff fe", "onDecimal -0.01"),
            Sample.of(FieldType.NEWDECIMAL, 0x0909, ColumnType.DECIMAL, "80000001", "onDecimal 0.000000001"),
            Sample.of(FieldType.NEWDECIMAL, 0x0909, ColumnType.DECIMAL, "7ffffffe", "onDecimal -0.000000001"),
            Sample.of(FieldType.NEWDECIMAL, 0x0101, ColumnType.DECIMAL, "89", "onDecimal 0.9"),
            Sample.of(FieldType.NEWDECIMAL, 0x0001, ColumnType.DECIMAL, "80", "onDecimal 0"),
            Sample.of(FieldType.NEWDECIMAL, 0x0001, ColumnType.DECIMAL, "76", "onDecimal -9"),
            Sample.of(FieldType.NEWDECIMAL, 0x0012, ColumnType.DECIMAL, "80000001 00000000", "onDecimal 1000000000"),
            Sample.of(FieldType.NEWDECIMAL, 0x0009, ColumnType.DECIMAL, "bb9ac9ff", "onDecimal 999999999"),
            Sample.of(FieldType.NEWDECIMAL, 0x0041, ColumnType.DECIMAL, "e3 3b9ac9ff3b9ac9ff3b9ac9ff3b9ac9ff3b9ac9ff3b9ac9ff3b9ac9ff",
                "onDecimal " + "9".repeat(65)),
            Sample.of(FieldType.NEWDECIMAL, 0x1e41, ColumnType.DECIMAL,
                "85f5e0ff 3b9ac9ff 3b9ac9ff 3b9ac9ff 3b9ac9ff 3b9ac9ff 3b9ac9ff 03e7",
                "onDecimal " + "9".repeat(35) + '.' + "9".repeat(30)));
    }
}
