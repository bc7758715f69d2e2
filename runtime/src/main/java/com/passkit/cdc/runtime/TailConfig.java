package com.passkit.cdc.runtime;

import java.util.List;
import java.util.Objects;

import com.passkit.cdc.runtime.rules.TableRules;
import com.passkit.cdc.runtime.source.SourceConfig;
import com.passkit.cdc.snapshot.SnapshotConfig;
import com.passkit.cdc.snapshot.catalog.TableFilter;

/**
 * What a tail reads.
 *
 * @param source         the MySQL server
 * @param include        globs {@code db.table} of the tables to read; empty for all but the server's own
 * @param exclude        globs of tables to leave out; wins over include
 * @param shadow         globs of the tables that schema change tools work on; left out as well
 * @param rules          with which keys, which of their rows and columns
 * @param snapshot       how a snapshot is taken
 * @param deliversSchema whether definition statements are delivered
 * @param deliversQuery  whether the logged statement goes with its row changes
 */
public record TailConfig(
    SourceConfig source,
    List<String> include,
    List<String> exclude,
    List<String> shadow,
    TableRules rules,
    SnapshotConfig snapshot,
    boolean deliversSchema,
    boolean deliversQuery) {

    public TailConfig {
        Objects.requireNonNull(source, "source");
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
        shadow = List.copyOf(shadow);
        Objects.requireNonNull(rules, "rules");
        Objects.requireNonNull(snapshot, "snapshot");
    }

    /** @return which tables are read */
    public TableFilter filter() {
        return new TableFilter(include, exclude, shadow);
    }
}
