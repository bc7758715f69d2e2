package com.passkit.cdc.runtime.schema;

import java.util.List;

import org.junit.jupiter.api.Test;

import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.runtime.schema.KnownDefinitions.Recorded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class KnownDefinitionsTest {

    private static final TableDescriptor TABLE =
        TableDescriptor.of("crm", "t", List.of(ColumnDescriptor.of("a", ColumnType.INT, true)));

    private final KnownDefinitions definitions = new KnownDefinitions((database, table) -> database.equals("crm"));

    @Test
    void shouldFindWhatIsRecorded() {
        definitions.replaceAll(List.of(new Recorded(TABLE, null)));

        assertThat(definitions.find("crm", "t")).isSameAs(TABLE);
    }

    @Test
    void shouldStopAtRowsOfAnOutdatedDefinition() {
        definitions.replaceAll(List.of(new Recorded(TABLE, null)));

        assertThat(definitions.markOutdated("crm", "t", "'ALTER TABLE t' at b.000001:900")).isTrue();
        assertThat(definitions.markOutdated("crm", "t", "another")).isFalse();

        assertThatThrownBy(() -> definitions.find("crm", "t")).isInstanceOf(MySqlException.class)
            .hasMessageContaining("definition of crm.t: outdated by 'ALTER TABLE t' at b.000001:900")
            .hasMessageContaining("binlog_row_metadata=FULL");
    }

    @Test
    void shouldStayOutdatedAfterARestart() {
        definitions.replaceAll(List.of(new Recorded(TABLE, null)));
        definitions.markOutdated("crm", "t", "'ALTER'");
        KnownDefinitions restarted = new KnownDefinitions((database, table) -> true);

        restarted.replaceAll(definitions.all());

        assertThatThrownBy(() -> restarted.find("crm", "t")).hasMessageContaining("'ALTER'");
    }

    @Test
    void shouldStopAtCapturedTableThatWasNeverRecorded() {
        assertThatThrownBy(() -> definitions.find("crm", "new")).isInstanceOf(MySqlException.class)
            .hasMessageContaining("definition of crm.new: none recorded");
    }

    @Test
    void shouldNotAskForDefinitionsOfTablesThatAreNotCaptured() {
        assertThat(definitions.find("other", "t")).isNull();
    }
}
