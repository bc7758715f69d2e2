package com.passkit.cdc.runtime.schema.ddl;

import java.util.List;

import org.junit.jupiter.api.Test;

import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.snapshot.catalog.ColumnModel;
import com.passkit.cdc.snapshot.catalog.TableModel;
import com.passkit.cdc.snapshot.catalog.TableName;

import static org.assertj.core.api.Assertions.assertThat;

class SchemaModelTest {

    private static final TableName NAME = new TableName("Db", "T");

    private final SchemaModel model = new SchemaModel(0);

    private static TableModel table(TableName name) {
        return new TableModel(name, Collation.UTF8MB4,
            List.of(ColumnModel.of(ColumnDescriptor.of("id", ColumnType.INT, false), false)), List.of());
    }

    @Test
    void shouldLoseATableUntilItIsKnownAgain() {
        model.put(table(NAME));
        model.lose(NAME, "why");

        assertThat(model.table(NAME)).isNull();
        assertThat(model.lostReason(NAME)).isEqualTo("why");
        assertThat(model.lost()).containsEntry(NAME, "why");

        model.put(table(NAME));
        assertThat(model.lostReason(NAME)).isNull();
        assertThat(model.table(NAME)).isEqualTo(table(NAME));
    }

    @Test
    void shouldCompareNamesAsTheServerDoes() {
        TableName lower = new TableName("db", "t");
        model.put(table(NAME));
        SchemaModel asWritten = new SchemaModel(2);
        asWritten.put(table(NAME));

        assertThat(model.table(lower)).isNull();
        assertThat(asWritten.table(lower).name()).isEqualTo(NAME);
        assertThat(new SchemaModel(1).stored(NAME)).isEqualTo(lower);
    }

    @Test
    void shouldCopyWhatChangesAndShareWhatDoesNot() {
        model.putDatabase("Db", Collation.UTF8MB4);
        model.put(table(NAME));

        SchemaModel copy = model.copy();
        model.removeDatabase("Db");

        assertThat(copy.table(NAME)).isEqualTo(table(NAME));
        assertThat(copy.databases()).containsEntry("Db", Collation.UTF8MB4);
        assertThat(model.tables()).isEmpty();
        assertThat(model.databases()).isEmpty();
    }
}
