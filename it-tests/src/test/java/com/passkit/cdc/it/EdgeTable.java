package com.passkit.cdc.it;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

import com.passkit.cdc.it.harness.TestDatabase;

/**
 * A table at an edge of what servers allow, and what is written to it.
 *
 * @param database where it is
 * @param name     its name
 * @param create   statements that make and fill it
 * @param changes  statements that insert, update and delete rows of it
 */
record EdgeTable(String database, String name, List<String> create, List<String> changes) {

    /** @return a name between backticks */
    static String quoted(String identifier) {
        return '`' + identifier.replace("`", "``") + '`';
    }

    /**
     * @param columns what follows {@code CREATE TABLE}; there are the columns {@code id} and {@code v}, the latter a
     *                text, all others have defaults
     * @return a table with rows 1 to 5, on which one row is inserted, one updated, one deleted, and one given another
     *         key
     */
    static EdgeTable of(String database, String name, String columns) {
        return of(database, name, columns, "id", "v");
    }

    /** As above, with other names for the two columns. */
    static EdgeTable of(String database, String name, String columns, String id, String text) {
        String table = quoted(database) + '.' + quoted(name);
        String i = quoted(id);
        String v = quoted(text);
        List<String> create = new ArrayList<>(List.of("CREATE TABLE " + table + ' ' + columns));
        for (int n = 1; n <= 5; n++) {
            create.add("INSERT INTO " + table + " (" + i + ", " + v + ") VALUES (" + n + ", 'row " + n + "')");
        }
        return new EdgeTable(database, name, create, List.of(
            "INSERT INTO " + table + " (" + i + ", " + v + ") VALUES (100, 'new')",
            "UPDATE " + table + " SET " + v + " = 'changed' WHERE " + i + " = 1",
            "DELETE FROM " + table + " WHERE " + i + " = 2",
            "UPDATE " + table + " SET " + i + " = 200 WHERE " + i + " = 3"));
    }

    /** @return the same, on which nothing but this is done */
    EdgeTable changedBy(String... statements) {
        String table = quoted(database) + '.' + quoted(name);
        return new EdgeTable(database, name, create,
            List.of(statements).stream().map(statement -> statement.replace("$t", table)).toList());
    }

    /** @return the same, with more or other rows in it before the snapshot */
    EdgeTable filledBy(String... statements) {
        String table = quoted(database) + '.' + quoted(name);
        List<String> all = new ArrayList<>(create.subList(0, 1));
        List.of(statements).forEach(statement -> all.add(statement.replace("$t", table)));
        return new EdgeTable(database, name, all, changes);
    }

    void make(TestDatabase session) throws SQLException {
        session.execute(create.toArray(new String[0]));
    }

    void change(TestDatabase session) throws SQLException {
        session.execute(changes.toArray(new String[0]));
    }

    @Override
    public String toString() {
        return database + '.' + name;
    }
}
