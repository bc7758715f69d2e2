package com.passkit.cdc.protocol.binlog.value;

import java.util.List;

import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.wire.FieldType;

class TimestampColumnTest implements ValueDecoderContract {

    @Override
    public List<Sample> samples() {
        return List.of(
            Sample.of(FieldType.TIMESTAMP2, 0, ColumnType.TIMESTAMP, "00000000",
                "onDateTime 0000-00-00 00:00:00.000000"),
            Sample.of(FieldType.TIMESTAMP2, 3, ColumnType.TIMESTAMP, "000000000000",
                "onDateTime 0000-00-00 00:00:00.000000"),
            Sample.of(FieldType.TIMESTAMP2, 0, ColumnType.TIMESTAMP, "00000001",
                "onDateTime 1970-01-01 00:00:01.000000"),
            Sample.of(FieldType.TIMESTAMP2, 0, ColumnType.TIMESTAMP, "38bb0c00",
                "onDateTime 2000-02-29 00:00:00.000000"),
            Sample.of(FieldType.TIMESTAMP2, 0, ColumnType.TIMESTAMP, "6774857f",
                "onDateTime 2024-12-31 23:59:59.000000"),
            Sample.of(FieldType.TIMESTAMP2, 2, ColumnType.TIMESTAMP, "6b03bb7263",
                "onDateTime 2026-11-23 04:05:06.990000"),
            Sample.of(FieldType.TIMESTAMP2, 4, ColumnType.TIMESTAMP, "6b03bb72270f",
                "onDateTime 2026-11-23 04:05:06.999900"),
            Sample.of(FieldType.TIMESTAMP2, 6, ColumnType.TIMESTAMP, "7fffffff0f423f",
                "onDateTime 2038-01-19 03:14:07.999999"),
            Sample.of(FieldType.TIMESTAMP2, 0, ColumnType.TIMESTAMP, "f4d41f80",
                "onDateTime 2100-03-01 00:00:00.000000"),
            Sample.of(FieldType.TIMESTAMP2, 0, ColumnType.TIMESTAMP, "ffffffff",
                "onDateTime 2106-02-07 06:28:15.000000"),
            Sample.of(FieldType.TIMESTAMP, 0, ColumnType.TIMESTAMP, "00000000",
                "onDateTime 0000-00-00 00:00:00.000000"),
            Sample.of(FieldType.TIMESTAMP, 0, ColumnType.TIMESTAMP, "72bb036b",
                "onDateTime 2026-11-23 04:05:06.000000"));
    }
}
