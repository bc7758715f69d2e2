package com.passkit.cdc.runtime.schema.ddl;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.snapshot.catalog.TableModel;
import com.passkit.cdc.snapshot.catalog.TableName;

/**
 * Every table of a server as it stands at a position, with the defaults of its databases. A table whose definition a
 * statement changed in a way that could not be followed is lost: it has a reason instead of a definition, until it is
 * dropped, made anew or read again.
 * <p>
 * Threading: source event loop only, or the thread that fills it before the stream starts.
 */
public final class SchemaModel {

    private final int lowerCaseTableNames;
    private final Map<String, Database> databases = new HashMap<>();

    /** @param lowerCaseTableNames {@code @@lower_case_table_names}: 0, 1 or 2 */
    public SchemaModel(int lowerCaseTableNames) {
        this.lowerCaseTableNames = lowerCaseTableNames;
    }

    /** @return {@code @@lower_case_table_names} of the server that it describes */
    public int lowerCaseTableNames() {
        return lowerCaseTableNames;
    }

    /** @return one that changes independently of this; definitions are shared, as they never change */
    public SchemaModel copy() {
        SchemaModel copy = new SchemaModel(lowerCaseTableNames);
        databases.forEach((key, database) -> copy.databases.put(key, database.copy()));
        return copy;
    }

    /** @param collation of tables that name none; null where it is not known */
    public void putDatabase(String name, Collation collation) {
        Database database = database(name);
        database.isKnown = true;
        database.collation = collation;
    }

    /** Forgets a database and all its tables. */
    public void removeDatabase(String name) {
        databases.remove(key(name));
    }

    /** @return the default collation of each database that is known to exist; null where it is not known */
    public Map<String, Collation> databases() {
        Map<String, Collation> all = new TreeMap<>();
        for (Database database : databases.values()) {
            if (database.isKnown) {
                all.put(database.name, database.collation);
            }
        }
        return all;
    }

    /** @return whether a database of this name is known to exist */
    public boolean hasDatabase(String name) {
        Database database = databases.get(key(name));
        return database != null && database.isKnown;
    }

    /** @return the default collation of a database; null where it is not known */
    public Collation databaseCollation(String name) {
        Database database = databases.get(key(name));
        return database == null ? null : database.collation;
    }

    /** Takes this definition over, whatever was known before. */
    public void put(TableModel table) {
        Database database = database(table.name().database());
        String key = key(table.name().table());
        database.lost.remove(key);
        database.tables.put(key, table);
    }

    /** @return the definition; null where there is none, or it was lost */
    public TableModel table(String database, String table) {
        Database found = databases.get(key(database));
        return found == null ? null : found.tables.get(key(table));
    }

    /** @return the definition; null where there is none, or it was lost */
    public TableModel table(TableName name) {
        return table(name.database(), name.table());
    }

    /** Forgets a table, lost or not. */
    public void remove(TableName name) {
        Database database = databases.get(key(name.database()));
        if (database != null) {
            database.tables.remove(key(name.table()));
            database.lost.remove(key(name.table()));
        }
    }

    /**
     * A table's definition is no longer known.
     *
     * @param reason for the message, should the definition be needed
     */
    public void lose(TableName name, String reason) {
        Database database = database(name.database());
        database.tables.remove(key(name.table()));
        database.lost.put(key(name.table()), new Lost(name, reason));
    }

    /** @return why a table's definition is not known; null where it is, or nothing is known of such a table */
    public String lostReason(TableName name) {
        Database database = databases.get(key(name.database()));
        Lost lost = database == null ? null : database.lost.get(key(name.table()));
        return lost == null ? null : lost.reason();
    }

    /** @return every definition, in no order */
    public Collection<TableModel> tables() {
        List<TableModel> all = new ArrayList<>();
        databases.values().forEach(database -> all.addAll(database.tables.values()));
        return all;
    }

    /** @return the definitions of one database, in no order */
    public Collection<TableModel> tables(String database) {
        Database found = databases.get(key(database));
        return found == null ? List.of() : Collections.unmodifiableCollection(found.tables.values());
    }

    /** @return the reason of every table that was lost */
    public Map<TableName, String> lost() {
        Map<TableName, String> all = new LinkedHashMap<>();
        for (Database database : databases.values()) {
            database.lost.values().forEach(lost -> all.put(lost.name(), lost.reason()));
        }
        return all;
    }

    /** @return the name as this server stores it */
    public TableName stored(TableName name) {
        return lowerCaseTableNames == 1 ? new TableName(key(name.database()), key(name.table())) : name;
    }

    /** @return the name as this server stores it */
    public String stored(String database) {
        return lowerCaseTableNames == 1 ? key(database) : database;
    }

    private Database database(String name) {
        return databases.computeIfAbsent(key(name), key -> new Database(stored(name)));
    }

    private String key(String name) {
        return lowerCaseTableNames == 0 ? name : name.toLowerCase(Locale.ROOT);
    }

    private record Lost(TableName name, String reason) {
    }

    private static final class Database {

        private final String name;
        private final Map<String, TableModel> tables = new HashMap<>();
        private final Map<String, Lost> lost = new HashMap<>();
        private boolean isKnown;
        private Collation collation;

        Database(String name) {
            this.name = name;
        }

        Database copy() {
            Database copy = new Database(name);
            copy.tables.putAll(tables);
            copy.lost.putAll(lost);
            copy.isKnown = isKnown;
            copy.collation = collation;
            return copy;
        }
    }
}
