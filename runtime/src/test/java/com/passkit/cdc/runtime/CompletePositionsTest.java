package com.passkit.cdc.runtime;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import com.passkit.cdc.protocol.binlog.event.Xid;
import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;
import com.passkit.cdc.runtime.checkpoint.FilePositionStore;
import com.passkit.cdc.runtime.checkpoint.StoredPosition;
import com.passkit.cdc.runtime.schema.CommitPoint;
import com.passkit.cdc.runtime.schema.DefinitionStore;
import com.passkit.cdc.runtime.schema.SchemaEdit;
import com.passkit.cdc.runtime.schema.SchemaState;
import com.passkit.cdc.runtime.source.SchemaReread;
import com.passkit.cdc.runtime.state.StateDirectory;
import com.passkit.cdc.runtime.testing.CrashScene;
import com.passkit.cdc.runtime.testing.DiskHistory.Crash;
import com.passkit.cdc.runtime.xa.HeldTransactions;
import com.passkit.cdc.runtime.xa.XaSpool;
import com.passkit.cdc.runtime.xa.XaStart;
import com.passkit.cdc.snapshot.catalog.ColumnModel;
import com.passkit.cdc.snapshot.catalog.KeyModel;
import com.passkit.cdc.snapshot.catalog.TableModel;
import com.passkit.cdc.snapshot.catalog.TableName;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** A position that is found after a crash has with it the rows and the definitions that it needs, whatever the moment. */
class CompletePositionsTest {

    private static final String SERVER = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    private static final String FILE = "binlog.000007";
    private static final int COMMITS = 4;

    @TempDir
    private Path parent;

    @ParameterizedTest
    @EnumSource
    void shouldFindAllThatAPositionNeeds(Crash crash) throws Exception {
        CrashScene.everywhere(parent, crash, (directory, history) -> {
            DefinitionStore definitions = new DefinitionStore(directory);
            XaSpool spool = XaSpool.open(directory, HeldTransactions.NONE);
            CompletePositions positions =
                new CompletePositions(new FilePositionStore(directory), spool, definitions);
            definitions.save(SchemaState.of(List.of(table(0)), Map.of("crm", Collation.UTF8MB4), 0, false));
            positions.save(at(0, spool.held()));
            history.mark();
            for (int commit = 1; commit <= COMMITS; commit++) {
                spool.begin(new XaStart(xid(commit), FILE, null), "format".getBytes(StandardCharsets.UTF_8));
                spool.addStatement("INSERT".getBytes(StandardCharsets.UTF_8));
                spool.prepare();
                if (commit > 2) {
                    spool.end(xid(commit - 2));
                }
                definitions.append(new SchemaEdit(new CommitPoint(SERVER, FILE, offset(commit), null), false, List.of(),
                    Map.of(), List.of(), Map.of(), List.of(table(commit)), List.of()));
                positions.save(at(commit, spool.held()));
                history.mark();
            }
            spool.close();
        }, CompletePositionsTest::examine);
    }

    private static void examine(StateDirectory directory, int doneCount) {
        StoredPosition found = new FilePositionStore(directory).load();
        if (doneCount == 0 && found instanceof StoredPosition.None) {
            return;
        }
        Checkpoint checkpoint = ((StoredPosition.At) found).checkpoint();
        int commit = (int) (checkpoint.offset() / 100) - 1;
        assertThat(commit).isIn(Math.max(0, doneCount - 1), doneCount);
        List<Xid> expected = new ArrayList<>();
        IntStream.rangeClosed(Math.max(1, commit - 1), commit).forEach(number -> expected.add(xid(number)));
        try (XaSpool spool = XaSpool.open(directory, checkpoint.held())) {
            assertThat(spool.preparedXids()).containsExactlyInAnyOrderElementsOf(expected);
        }
        SchemaState definitions = new DefinitionStore(directory).load(SchemaReread.positionOf(checkpoint));
        assertThat(definitions.model().table("crm", "t")).isEqualTo(table(commit));
    }

    private static StoredPosition at(int commit, HeldTransactions held) {
        return new StoredPosition.At(new Checkpoint(FILE, offset(commit), null, SERVER).holding(held));
    }

    private static long offset(int commit) {
        return 100L * (commit + 1);
    }

    private static Xid xid(int number) {
        return new Xid("x" + number, "", 1);
    }

    private static TableModel table(int columns) {
        return new TableModel(new TableName("crm", "t"), Collation.UTF8MB4, IntStream.rangeClosed(0, columns)
            .mapToObj(n -> ColumnModel.of(ColumnDescriptor.of("c" + n, ColumnType.INT, false), false)).toList(),
            List.of(new KeyModel(KeyModel.PRIMARY, KeyModel.Kind.PRIMARY, List.of(KeyModel.Part.of("c0")))));
    }
}
