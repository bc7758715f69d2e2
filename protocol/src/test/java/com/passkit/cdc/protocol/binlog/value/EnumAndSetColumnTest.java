package com.passkit.cdc.protocol.binlog.value;

import java.util.List;

import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.wire.FieldType;

class EnumAndSetColumnTest implements ValueDecoderContract {

    @Override
    public List<Sample> samples() {
        return List.of(
            Sample.of(FieldType.STRING, 0x01f7, ColumnType.ENUM, "00", "onEnum 0"),
            Sample.of(FieldType.STRING, 0x01f7, ColumnType.ENUM, "ff", "onEnum 255"),
            Sample.of(FieldType.STRING, 0x02f7, ColumnType.ENUM, "0001", "onEnum 256"),
            Sample.of(FieldType.STRING, 0x01f8, ColumnType.SET, "05", "onSet 5"),
            Sample.of(FieldType.STRING, 0x02f8, ColumnType.SET, "0180", "onSet 32769"),
            Sample.of(FieldType.STRING, 0x03f8, ColumnType.SET, "000080", "onSet 8388608"),
            Sample.of(FieldType.STRING, 0x04f8, ColumnType.SET, "000000f0", "onSet 4026531840"),
            Sample.of(FieldType.STRING, 0x08f8, ColumnType.SET, "0100000000000080", "onSet 9223372036854775809"));
    }
}
