package com.passkit.cdc.protocol.binlog.value;

import java.util.List;

import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.wire.FieldType;

class DateColumnTest implements ValueDecoderContract {

    @Override
    public List<Sample> samples() {
        return List.of(
            Sample.of(FieldType.DATE, 0, ColumnType.DATE, "000000", "onDate 0000-00-00"),
            Sample.of(FieldType.DATE, 0, ColumnType.DATE, "21e807", "onDate 1012-01-01"),
            Sample.of(FieldType.NEWDATE, 0, ColumnType.DATE, "77d50f", "onDate 2026-11-23"),
            Sample.of(FieldType.DATE, 0, ColumnType.DATE, "0fd00f", "onDate 2024-00-15"),
            Sample.of(FieldType.DATE, 0, ColumnType.DATE, "9f1f4e", "onDate 9999-12-31"));
    }
}
