package com.passkit.cdc.runtime.schema;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.snapshot.catalog.TableName;

import static com.passkit.cdc.runtime.schema.Definitions.position;
import static com.passkit.cdc.runtime.schema.Definitions.state;
import static com.passkit.cdc.runtime.schema.Definitions.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class KnownDefinitionsTest {

    private static final TableName T = new TableName("crm", "t");
    private static final NamedTables ABOUT_T = new NamedTables(List.of(T), null, null, false);

    private final KnownDefinitions definitions = new KnownDefinitions((database, table) -> database.equals("crm"));

    @Test
    void shouldFindWhatIsRecorded() {
        definitions.restore(state(table("t", "a")));

        assertThat(definitions.find("crm", "t")).isEqualTo(table("t", "a").descriptor());
    }

    @Test
    void shouldStopAtRowsOfADefinitionThatAStatementChangedWhichIsNotUnderstood() {
        definitions.restore(state(table("t", "a")));

        definitions.follow(null, "ALTER TABLE t", ABOUT_T, "'ALTER TABLE t' at b.000001:900", "b.000001", 950, null);

        assertThatThrownBy(() -> definitions.find("crm", "t")).isInstanceOf(UnknownDefinitionException.class)
            .hasMessageContaining("definition of crm.t: changed by 'ALTER TABLE t' at b.000001:900");
    }

    @Test
    void shouldForgetATableWithoutUnderstandingAStatementWhileMetadataIsFull() {
        definitions.restore(new SchemaState(state(table("t", "a"), table("u", "a")).model(), true, List.of(), false));

        definitions.follow(null, "ALTER TABLE t", ABOUT_T, "here", "b.000001", 950, null);

        assertThat(definitions.recorded("crm", "t")).isNull();
        assertThat(definitions.recorded("crm", "u")).isNotNull();
        assertThat(definitions.hasFollowed()).isFalse();
    }

    @Test
    void shouldTakeWhatTheServerSaysFromItsStatementOn() {
        definitions.restore(state(table("t", "a")));
        definitions.onServer(Definitions.SERVER, null);
        definitions.amend(SchemaEdit.at(position(50), false, Map.of(), List.of(),
            List.of(new Redefinition(Definitions.point(950), table("t", "z")))));

        assertThat(definitions.find("crm", "t")).isEqualTo(table("t", "a").descriptor());
        definitions.follow(null, "ALTER TABLE t", ABOUT_T, "first", "binlog.000007", 900, null);
        assertThatThrownBy(() -> definitions.find("crm", "t")).hasMessageContaining("first");
        definitions.follow(null, "ALTER TABLE t", ABOUT_T, "second", "binlog.000007", 950, null);
        assertThat(definitions.find("crm", "t")).isEqualTo(table("t", "z").descriptor());
        assertThat(definitions.isNotBehind(position(950))).isTrue();
        assertThat(definitions.isNotBehind(position(949))).isFalse();
    }

    @Test
    void shouldStopAtCapturedTableThatWasNeverRecorded() {
        assertThatThrownBy(() -> definitions.find("crm", "new")).isInstanceOf(MySqlException.class)
            .hasMessageContaining("definition of crm.new: none is recorded");
    }

    @Test
    void shouldNotAskForDefinitionsOfTablesThatAreNotCaptured() {
        assertThat(definitions.find("other", "t")).isNull();
    }
}
