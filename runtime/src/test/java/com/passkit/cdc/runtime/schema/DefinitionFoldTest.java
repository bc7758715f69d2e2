package com.passkit.cdc.runtime.schema;

import java.nio.file.Path;

import com.passkit.cdc.runtime.testing.CrashScene;
import com.passkit.cdc.runtime.testing.DiskHistory.Crash;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static com.passkit.cdc.runtime.schema.Definitions.position;
import static com.passkit.cdc.runtime.schema.Definitions.putAt;
import static com.passkit.cdc.runtime.schema.Definitions.state;
import static com.passkit.cdc.runtime.schema.Definitions.table;
import static org.assertj.core.api.Assertions.assertThat;

/** Two files are made one while the machine stops at any moment of it. */
class DefinitionFoldTest {

    private static final int STATEMENTS = 5;

    @TempDir
    private Path parent;

    @ParameterizedTest
    @EnumSource
    void shouldFindTheDefinitionsOfThePosition(Crash crash) throws Exception {
        CrashScene.everywhere(parent, crash, (directory, history) -> {
            DefinitionStore store = new DefinitionStore(directory, 1);
            store.save(state(table("t", "c0")));
            history.mark();
            for (int n = 1; n <= STATEMENTS; n++) {
                store.append(putAt(n * 100, table("t", "c" + n)));
                store.sync();
                history.mark();
                store.fold(position(n * 100));
            }
        }, (directory, doneCount) -> {
            if (doneCount > 0) {
                int durable = doneCount - 1;
                assertThat(new DefinitionStore(directory).load(position(durable * 100L)).model().table("crm", "t"))
                    .isEqualTo(table("t", "c" + durable));
            }
        });
    }
}
