package com.passkit.cdc.protocol.binlog.value;

import java.util.List;

import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.wire.FieldType;

class IntegerColumnTest implements ValueDecoderContract {

    @Override
    public List<Sample> samples() {
        return List.of(
            Sample.of(FieldType.TINY, 0, ColumnType.TINYINT, "00", "onSigned 0"),
            Sample.of(FieldType.TINY, 0, ColumnType.TINYINT, "7f", "onSigned 127"),
            Sample.of(FieldType.TINY, 0, ColumnType.TINYINT, "80", "onSigned -128"),
            Sample.unsigned(FieldType.TINY, ColumnType.TINYINT, "ff", "onUnsigned 255"),
            Sample.of(FieldType.SHORT, 0, ColumnType.SMALLINT, "ff7f", "onSigned 32767"),
            Sample.of(FieldType.SHORT, 0, ColumnType.SMALLINT, "0080", "onSigned -32768"),
            Sample.unsigned(FieldType.SHORT, ColumnType.SMALLINT, "feff", "onUnsigned 65534"),
            Sample.of(FieldType.INT24, 0, ColumnType.MEDIUMINT, "ffff7f", "onSigned 8388607"),
            Sample.of(FieldType.INT24, 0, ColumnType.MEDIUMINT, "000080", "onSigned -8388608"),
            Sample.unsigned(FieldType.INT24, ColumnType.MEDIUMINT, "ffffff", "onUnsigned 16777215"),
            Sample.of(FieldType.LONG, 0, ColumnType.INT, "01020304", "onSigned 67305985"),
            Sample.of(FieldType.LONG, 0, ColumnType.INT, "00000080", "onSigned -2147483648"),
            Sample.unsigned(FieldType.LONG, ColumnType.INT, "ffffffff", "onUnsigned 4294967295"),
            Sample.of(FieldType.LONGLONG, 0, ColumnType.BIGINT, "0000000000000080", "onSigned -9223372036854775808"),
            Sample.of(FieldType.LONGLONG, 0, ColumnType.BIGINT, "ffffffffffffff7f", "onSigned 9223372036854775807"),
            Sample.unsigned(FieldType.LONGLONG, ColumnType.BIGINT, "ffffffffffffffff",
                "onUnsigned 18446744073709551615"));
    }
}
