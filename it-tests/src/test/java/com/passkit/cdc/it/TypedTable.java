package com.passkit.cdc.it;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.passkit.cdc.it.harness.TestDatabase;

/**
 * A table whose columns each go through a list of values. Row n has the n-th value of each column; a column with fewer
 * values has NULL in the rest, and in the last row all have.
 */
final class TypedTable {

    private final String name;
    private final List<Column> columns = new ArrayList<>();
    private String tail = "";

    private record Column(String name, String type, PrintedAs printedAs, List<String> literals) {

        boolean isGenerated() {
            return literals.isEmpty();
        }
    }

    TypedTable(String name) {
        this.name = name;
    }

    /** @param literals SQL expressions; none for a generated column */
    TypedTable with(String type, PrintedAs printedAs, String... literals) {
        return named("c" + (columns.size() + 1), type, printedAs, literals);
    }

    TypedTable named(String column, String type, PrintedAs printedAs, String... literals) {
        columns.add(new Column(column, type, printedAs, List.of(literals)));
        return this;
    }

    /** @param definition keys, with a leading comma */
    TypedTable withKeys(String definition) {
        tail = definition;
        return this;
    }

    String name() {
        return name;
    }

    String create(String table) {
        return "CREATE TABLE `" + table + "` (id INT NOT NULL PRIMARY KEY, " + columns.stream()
            .map(column -> '`' + column.name + "` " + column.type).collect(Collectors.joining(", ")) + tail
            + ") CHARACTER SET utf8mb4";
    }

    List<String> inserts() {
        int count = columns.stream().mapToInt(column -> column.literals.size()).max().orElse(0) + 1;
        return IntStream.range(0, count).mapToObj(row -> "INSERT INTO `" + name + "` (id" + insertable()
            + ") VALUES (" + row + columns.stream().filter(column -> !column.isGenerated())
            .map(column -> row < column.literals.size() ? column.literals.get(row) : "NULL")
            .map(literal -> ", " + literal).collect(Collectors.joining()) + ')').toList();
    }

    String copyTo(String twin) {
        return "INSERT INTO `" + twin + "` (id" + insertable() + ") SELECT id" + insertable() + " FROM `" + name + '`';
    }

    /** @return by id the row as the contract wants it in an event, from what the server prints */
    Map<Integer, String> expected(TestDatabase database) throws SQLException {
        String select = columns.stream().map(column -> ", " + column.printedAs.expression(column.name, database.server().version()))
            .collect(Collectors.joining());
        Map<Integer, String> rows = new TreeMap<>();
        for (List<String> printed : database.rows("SELECT id" + select + " FROM `" + name + '`')) {
            StringBuilder row = new StringBuilder("{\"id\":").append(printed.get(0));
            for (int i = 0; i < columns.size(); i++) {
                Column column = columns.get(i);
                row.append(",\"").append(column.name).append("\":").append(column.printedAs.json(printed.get(i + 1)));
            }
            rows.put(Integer.valueOf(printed.get(0)), row.append('}').toString());
        }
        return rows;
    }

    private String insertable() {
        return columns.stream().filter(column -> !column.isGenerated()).map(column -> ", `" + column.name + '`')
            .collect(Collectors.joining());
    }
}
