package com.passkit.cdc.protocol.binlog.value;

import java.util.List;

import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.wire.FieldType;

class TimeColumnTest implements ValueDecoderContract {

    @Override
    public List<Sample> samples() {
        return List.of(
            Sample.of(FieldType.TIME2, 0, ColumnType.TIME, "800000", "onTime 00:00:00.000000"),
            Sample.of(FieldType.TIME2, 0, ColumnType.TIME, "800001", "onTime 00:00:01.000000"),
            Sample.of(FieldType.TIME2, 0, ColumnType.TIME, "b46efb", "onTime 838:59:59.000000"),
            Sample.of(FieldType.TIME2, 0, ColumnType.TIME, "7fffff", "onTime -00:00:01.000000"),
            Sample.of(FieldType.TIME2, 0, ColumnType.TIME, "4b9105", "onTime -838:59:59.000000"),
            Sample.of(FieldType.TIME2, 2, ColumnType.TIME, "80000163", "onTime 00:00:01.990000"),
            Sample.of(FieldType.TIME2, 1, ColumnType.TIME, "7fffffff", "onTime -00:00:00.010000"),
            Sample.of(FieldType.TIME2, 2, ColumnType.TIME, "7ffffeff", "onTime -00:00:01.010000"),
            Sample.of(FieldType.TIME2, 2, ColumnType.TIME, "7fffff00", "onTime -00:00:01.000000"),
            Sample.of(FieldType.TIME2, 2, ColumnType.TIME, "7ffffff6", "onTime -00:00:00.100000"),
            Sample.of(FieldType.TIME2, 4, ColumnType.TIME, "800001270f", "onTime 00:00:01.999900"),
            Sample.of(FieldType.TIME2, 4, ColumnType.TIME, "7fffffffff", "onTime -00:00:00.000100"),
            Sample.of(FieldType.TIME2, 6, ColumnType.TIME, "8000010f423f", "onTime 00:00:01.999999"),
            Sample.of(FieldType.TIME2, 6, ColumnType.TIME, "7fffffffffff", "onTime -00:00:00.000001"),
            Sample.of(FieldType.TIME2, 6, ColumnType.TIME, "4b9105000000", "onTime -838:59:59.000000"),
            Sample.of(FieldType.TIME, 0, ColumnType.TIME, "000000", "onTime 00:00:00.000000"),
            Sample.of(FieldType.TIME, 0, ColumnType.TIME, "ff467f", "onTime 834:12:47.000000"),
            Sample.of(FieldType.TIME, 0, ColumnType.TIME, "ffffff", "onTime -00:00:01.000000"));
    }
}
