package com.passkit.cdc.runtime.schema;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.snapshot.catalog.ColumnModel;
import com.passkit.cdc.snapshot.catalog.KeyModel;
import com.passkit.cdc.snapshot.catalog.TableModel;
import com.passkit.cdc.snapshot.catalog.TableName;

/** Definitions for tests. */
final class Definitions {

    static final String SERVER = "3e11fa47-71ca-11e1-9e33-c80aa9429562";

    private Definitions() {
    }

    /** A table of database crm with a primary key of its first column. */
    static TableModel table(String name, String... columns) {
        return new TableModel(new TableName("crm", name), Collation.UTF8MB4, Stream.of(columns)
            .map(column -> ColumnModel.of(ColumnDescriptor.of(column, ColumnType.INT, false), false)).toList(),
            List.of(new KeyModel(KeyModel.PRIMARY, KeyModel.Kind.PRIMARY, List.of(KeyModel.Part.of(columns[0])))));
    }

    static SchemaState state(TableModel... tables) {
        return SchemaState.of(List.of(tables), Map.of("crm", Collation.UTF8MB4), 0, false);
    }

    static CommitPoint point(long offset) {
        return new CommitPoint(SERVER, "binlog.000007", offset, null);
    }

    static ReadPosition position(long offset) {
        return new ReadPosition(SERVER, "binlog.000007", offset, null);
    }

    static SchemaEdit putAt(long offset, TableModel table) {
        return new SchemaEdit(point(offset), false, List.of(), Map.of(), List.of(), Map.of(), List.of(table),
            List.of());
    }
}
