package com.passkit.cdc.protocol.binlog.value;

import java.util.List;

import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.wire.FieldType;

class FloatingPointColumnTest implements ValueDecoderContract {

    @Override
    public List<Sample> samples() {
        return List.of(
            Sample.of(FieldType.FLOAT, 4, ColumnType.FLOAT, "00000000", "onFloat 0.0"),
            Sample.of(FieldType.FLOAT, 4, ColumnType.FLOAT, "00000080", "onFloat -0.0"),
            Sample.of(FieldType.FLOAT, 4, ColumnType.FLOAT, "0000c03f", "onFloat 1.5"),
            Sample.of(FieldType.FLOAT, 4, ColumnType.FLOAT, "ffff7f7f", "onFloat 3.4028235E38"),
            Sample.of(FieldType.DOUBLE, 8, ColumnType.DOUBLE, "000000000000f03f", "onDouble 1.0"),
            Sample.of(FieldType.DOUBLE, 8, ColumnType.DOUBLE, "9a9999999999b9bf", "onDouble -0.1"),
            Sample.of(FieldType.DOUBLE, 8, ColumnType.DOUBLE, "ffffffffffffef7f", "onDouble 1.7976931348623157E308"));
    }
}
