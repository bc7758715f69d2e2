package com.passkit.cdc.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.passkit.cdc.runtime.batch.BatchConfig;
import com.passkit.cdc.runtime.deadletter.DeadLetterConfig;
import com.passkit.cdc.runtime.encode.EncodeConfig;
import com.passkit.cdc.runtime.publish.PublishConfig;
import com.passkit.cdc.runtime.rules.RowRules;
import com.passkit.cdc.runtime.rules.TableRules;
import com.passkit.cdc.runtime.source.SourceConfig;
import com.passkit.cdc.snapshot.SnapshotConfig;
import com.passkit.cdc.snapshot.catalog.TableFilter;
import com.passkit.cdc.snapshot.catalog.TablePatternMap;

/**
 * Everything the engine needs to run one connector. Immutable.
 *
 * @param name               connector name; names its state directory and appears in every event
 * @param source             the MySQL server
 * @param include            globs {@code db.table} of the tables to capture; empty for all but the server's own
 * @param exclude            globs of tables to leave out; wins over include
 * @param shadow             globs of the tables that schema change tools work on; left out as well
 * @param keys               columns of the key to deliver, by {@code db.table}, where the table's own is not wanted
 * @param rows               which rows of the captured tables are delivered
 * @param snapshotMode       whether the first run takes a snapshot
 * @param snapshot           how a snapshot is taken
 * @param publish            the receiver
 * @param batch              when batches are sealed
 * @param encode             how values are written
 * @param publishesSchema    whether schema changes are delivered as events
 * @param publishesQuery     whether the logged statement of a row change is delivered with it
 * @param stateDirectory     parent of the connector's state directory
 * @param deadLetters        how many rejected events are kept
 * @param checkpointInterval longest time an acknowledged commit stays volatile
 * @param shutdownTimeout    how long a stop waits for acknowledgements
 */
public record CdcConfig(
    String name,
    SourceConfig source,
    List<String> include,
    List<String> exclude,
    List<String> shadow,
    Map<String, List<String>> keys,
    RowRules rows,
    SnapshotMode snapshotMode,
    SnapshotConfig snapshot,
    PublishConfig publish,
    BatchConfig batch,
    EncodeConfig encode,
    boolean publishesSchema,
    boolean publishesQuery,
    Path stateDirectory,
    DeadLetterConfig deadLetters,
    Duration checkpointInterval,
    Duration shutdownTimeout) {

    public static final Duration DEFAULT_CHECKPOINT_INTERVAL = Duration.ofSeconds(1);
    public static final Duration DEFAULT_SHUTDOWN_TIMEOUT = Duration.ofSeconds(30);

    /** When a snapshot is taken. */
    public enum SnapshotMode {
        /** When there is no position yet. */
        INITIAL,
        /** As INITIAL, and again when the server no longer has what follows the position. */
        WHEN_NEEDED,
        /** At each start. */
        ALWAYS,
        /** At each start, and the run ends when it is accepted. */
        ONLY,
        /** Never; without a position the stream begins at the server's current one. */
        NEVER
    }

    public CdcConfig {
        Objects.requireNonNull(name, "name");
        Objects.requireNonNull(source, "source");
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
        shadow = List.copyOf(shadow);
        keys = Collections.unmodifiableMap(new LinkedHashMap<>(keys));
        Objects.requireNonNull(rows, "rows");
        Objects.requireNonNull(snapshotMode, "snapshotMode");
        Objects.requireNonNull(snapshot, "snapshot");
        Objects.requireNonNull(publish, "publish");
        Objects.requireNonNull(batch, "batch");
        Objects.requireNonNull(encode, "encode");
        Objects.requireNonNull(stateDirectory, "stateDirectory");
        Objects.requireNonNull(deadLetters, "deadLetters");
        Objects.requireNonNull(checkpointInterval, "checkpointInterval");
        Objects.requireNonNull(shutdownTimeout, "shutdownTimeout");
        if ((publishesQuery || publishesSchema) && !encode.columns().isEmpty()) {
            throw new IllegalArgumentException((publishesQuery ? "publish.query" : "publish.schemaChanges")
                + ": true (expected: false together with tables.columns: a statement may contain what is to be"
                + " hidden)");
        }
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
            throw new IllegalArgumentException("name: '" + name
                + "' (expected: 1 to 64 letters, digits, '.', '_' or '-', beginning with a letter or digit)");
        }
    }

    /** With the shadow tables and the snapshot as they are when nothing is said. */
    public CdcConfig(String name, SourceConfig source, List<String> include, List<String> exclude,
        Map<String, List<String>> keys, SnapshotMode snapshotMode, PublishConfig publish, BatchConfig batch,
        EncodeConfig encode, boolean publishesSchema, boolean publishesQuery, Path stateDirectory,
        Duration checkpointInterval, Duration shutdownTimeout) {
        this(name, source, include, exclude, TableFilter.SHADOW_TABLES, keys, RowRules.NONE, snapshotMode,
            SnapshotConfig.DEFAULT, publish, batch, encode, publishesSchema, publishesQuery, stateDirectory,
            DeadLetterConfig.DEFAULT, checkpointInterval, shutdownTimeout);
    }

    /** @return which tables are captured */
    public TableFilter filter() {
        return new TableFilter(include, exclude, shadow);
    }

    /** @return with which keys, rows and columns they are delivered */
    public TableRules rules() {
        return new TableRules(TablePatternMap.of(keys), rows, encode.columns());
    }

    /** @return the same with other rows */
    public CdcConfig withRows(RowRules newRows) {
        return new CdcConfig(name, source, include, exclude, shadow, keys, newRows, snapshotMode, snapshot, publish,
            batch, encode, publishesSchema, publishesQuery, stateDirectory, deadLetters, checkpointInterval,
            shutdownTimeout);
    }

    /** @return the same of another source */
    public CdcConfig withSource(SourceConfig newSource) {
        return new CdcConfig(name, newSource, include, exclude, shadow, keys, rows, snapshotMode, snapshot, publish,
            batch, encode, publishesSchema, publishesQuery, stateDirectory, deadLetters, checkpointInterval,
            shutdownTimeout);
    }

    /** @return the same with other shadow tables */
    public CdcConfig withShadow(List<String> newShadow) {
        return new CdcConfig(name, source, include, exclude, newShadow, keys, rows, snapshotMode, snapshot,
            publish, batch, encode, publishesSchema, publishesQuery, stateDirectory, deadLetters, checkpointInterval,
            shutdownTimeout);
    }

    /** @return the same with another limit of dead letters */
    public CdcConfig withDeadLetters(DeadLetterConfig newDeadLetters) {
        return new CdcConfig(name, source, include, exclude, shadow, keys, rows, snapshotMode, snapshot,
            publish, batch, encode, publishesSchema, publishesQuery, stateDirectory, newDeadLetters, checkpointInterval,
            shutdownTimeout);
    }

    /** @return the same with a snapshot taken in another way */
    public CdcConfig withSnapshot(SnapshotConfig newSnapshot) {
        return new CdcConfig(name, source, include, exclude, shadow, keys, rows, snapshotMode, newSnapshot,
            publish, batch, encode, publishesSchema, publishesQuery, stateDirectory, deadLetters, checkpointInterval,
            shutdownTimeout);
    }
}
