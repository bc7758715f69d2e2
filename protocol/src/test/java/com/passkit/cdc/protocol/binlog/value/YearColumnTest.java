package com.passkit.cdc.protocol.binlog.value;

import java.util.List;

import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.wire.FieldType;

class YearColumnTest implements ValueDecoderContract {

    @Override
    public List<Sample> samples() {
        return List.of(
            Sample.of(FieldType.YEAR, 0, ColumnType.YEAR, "00", "onSigned 0"),
            Sample.of(FieldType.YEAR, 0, ColumnType.YEAR, "01", "onSigned 1901"),
            Sample.of(FieldType.YEAR, 0, ColumnType.YEAR, "ff", "onSigned 2155"));
    }
}
