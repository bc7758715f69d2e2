package com.passkit.cdc.runtime.schema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiPredicate;

import com.passkit.cdc.protocol.binlog.TableDefinitions;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.row.TableDescriptor;

/**
 * The definitions recorded at a position, and which of them a later statement has outdated. A table map with FULL
 * metadata
 * needs none of them but for the key of a table without a primary key.
 * <p>
 * Threading: source event loop only, but for {@link #replaceAll}, which must happen before the stream starts.
 */
public final class KnownDefinitions implements TableDefinitions {

    private static final String REMEDY = " Set binlog_row_metadata=FULL on the source (MySQL 8.0.1 and later), or take"
        + " a new snapshot: passkit-cdc position reset";

    private final BiPredicate<String, String> isRequired;
    private final Map<String, Map<String, Recorded>> tables = new HashMap<>();

    /**
     * A definition and the statement that outdated it.
     *
     * @param table     as recorded
     * @param outdated  statement and position after which it no longer holds; null while it does
     */
    public record Recorded(TableDescriptor table, String outdated) {
    }

    /**
     * @param isRequired whether a table (database, name) must have a definition; without one its rows stop the stream
     */
    public KnownDefinitions(BiPredicate<String, String> isRequired) {
        this.isRequired = isRequired;
    }

    /** Forgets everything and takes over these. */
    public void replaceAll(Collection<Recorded> definitions) {
        tables.clear();
        for (Recorded recorded : definitions) {
            put(recorded);
        }
    }

    /** @return everything recorded, in no order */
    public List<Recorded> all() {
        List<Recorded> all = new ArrayList<>();
        tables.values().forEach(inDatabase -> all.addAll(inDatabase.values()));
        return all;
    }

    /**
     * A statement gave a table another layout.
     *
     * @param cause statement and position, for the message should the definition be needed
     * @return whether this changed what is recorded
     */
    public boolean markOutdated(String database, String table, String cause) {
        Recorded recorded = entry(database, table);
        if (recorded == null || recorded.outdated() != null) {
            return false;
        }
        put(new Recorded(recorded.table(), cause));
        return true;
    }

    /** @return the definition as recorded, outdated or not; null where none is known */
    public TableDescriptor recorded(String database, String table) {
        Recorded recorded = entry(database, table);
        return recorded == null ? null : recorded.table();
    }

    @Override
    public TableDescriptor find(String database, String table) {
        Recorded recorded = entry(database, table);
        if (recorded == null) {
            if (isRequired.test(database, table)) {
                throw new MySqlException(Recovery.STOP, "definition of " + database + '.' + table
                    + ": none recorded, the table is newer than the snapshot (expected: a recorded definition)."
                    + REMEDY);
            }
            return null;
        }
        if (recorded.outdated() != null) {
            throw new MySqlException(Recovery.STOP, "definition of " + database + '.' + table + ": outdated by "
                + recorded.outdated() + " (expected: the definition recorded at the snapshot)." + REMEDY);
        }
        return recorded.table();
    }

    private Recorded entry(String database, String table) {
        Map<String, Recorded> inDatabase = tables.get(database);
        return inDatabase == null ? null : inDatabase.get(table);
    }

    private void put(Recorded recorded) {
        tables.computeIfAbsent(recorded.table().database(), key -> new HashMap<>())
            .put(recorded.table().name(), recorded);
    }
}
