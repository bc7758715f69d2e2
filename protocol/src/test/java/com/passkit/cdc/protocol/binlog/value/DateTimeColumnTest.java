package com.passkit.cdc.protocol.binlog.value;

import java.util.List;

import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.wire.FieldType;

class DateTimeColumnTest implements ValueDecoderContract {

    private static final String DATE = "onDateTime 2026-11-23 04:05:06";

    @Override
    public List<Sample> samples() {
        return List.of(
            Sample.of(FieldType.DATETIME2, 0, ColumnType.DATETIME, "8000000000",
                "onDateTime 0000-00-00 00:00:00.000000"),
            Sample.of(FieldType.DATETIME2, 0, ColumnType.DATETIME, "99bb6e4146", DATE + ".000000"),
            Sample.of(FieldType.DATETIME2, 1, ColumnType.DATETIME, "99bb6e41460a", DATE + ".100000"),
            Sample.of(FieldType.DATETIME2, 2, ColumnType.DATETIME, "99bb6e414663", DATE + ".990000"),
            Sample.of(FieldType.DATETIME2, 3, ColumnType.DATETIME, "99bb6e414604ce", DATE + ".123000"),
            Sample.of(FieldType.DATETIME2, 4, ColumnType.DATETIME, "99bb6e4146270f", DATE + ".999900"),
            Sample.of(FieldType.DATETIME2, 5, ColumnType.DATETIME, "99bb6e414600000a", DATE + ".000010"),
            Sample.of(FieldType.DATETIME2, 6, ColumnType.DATETIME, "99bb6e41460f423f", DATE + ".999999"),
            Sample.of(FieldType.DATETIME2, 6, ColumnType.DATETIME, "fef3ff7efb0f423f",
                "onDateTime 9999-12-31 23:59:59.999999"),
            Sample.of(FieldType.DATETIME, 0, ColumnType.DATETIME, "0000000000000000",
                "onDateTime 0000-00-00 00:00:00.000000"),
            Sample.of(FieldType.DATETIME, 0, ColumnType.DATETIME, "faa40a696d120000", DATE + ".000000"));
    }
}
