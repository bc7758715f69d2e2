package com.passkit.cdc.runtime.schema.ddl;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.snapshot.catalog.ColumnModel;
import com.passkit.cdc.snapshot.catalog.KeyModel;
import com.passkit.cdc.snapshot.catalog.ServerCharsets;
import com.passkit.cdc.snapshot.catalog.ServerCharsets.Charset;
import com.passkit.cdc.snapshot.catalog.TableModel;

/** Applies statements to a model and prints tables as lines. */
final class DdlTrack {

    private static final Collation LATIN1 = new Collation(8, "latin1");
    private static final Collation UTF8MB4 = new Collation(255, "utf8mb4");
    private static final Collation UTF8 = new Collation(33, "utf8mb3");
    private static final Collation UCS2 = new Collation(35, "ucs2");
    static final ServerCharsets CHARSETS = new ServerCharsets(
        Map.of("latin1_swedish_ci", LATIN1, "latin1_bin", new Collation(47, "latin1"), "utf8mb4_0900_ai_ci", UTF8MB4,
            "utf8mb4_bin", new Collation(46, "utf8mb4"), "utf8mb4_general_ci", new Collation(45, "utf8mb4"),
            "utf8mb3_general_ci", UTF8, "utf8mb3_bin", new Collation(83, "utf8mb3"), "binary", Collation.BINARY,
            "ucs2_general_ci", UCS2, "ucs2_bin", new Collation(90, "ucs2")),
        Map.of("latin1", new Charset(LATIN1, 1), "utf8mb4", new Charset(UTF8MB4, 4), "utf8mb3", new Charset(UTF8, 3),
            "ucs2", new Charset(UCS2, 2), "binary", new Charset(Collation.BINARY, 1)));

    private final DdlApplier applier = new DdlApplier();
    private final SchemaModel model;
    private StatementContext context;

    private DdlTrack(boolean isMariaDb, int version, int lowerCaseTableNames) {
        ServerFacts server = new ServerFacts(isMariaDb, version, lowerCaseTableNames, CHARSETS, version >= 80000);
        context = new StatementContext(server, "db", 0, LATIN1, null, server.explicitDefaultsForTimestamp(), 0);
        model = new SchemaModel(lowerCaseTableNames);
        model.putDatabase("db", UTF8MB4);
    }

    static DdlTrack mySql(int version) {
        return new DdlTrack(false, version, 0);
    }

    static DdlTrack mariaDb() {
        return new DdlTrack(true, 101106, 0);
    }

    static DdlTrack ofLowerCase(int lowerCaseTableNames) {
        return new DdlTrack(false, 80040, lowerCaseTableNames);
    }

    DdlTrack withMode(long sqlMode) {
        context = new StatementContext(context.server(), context.defaultDatabase(), sqlMode, context.serverCollation(),
            context.defaultCollationForUtf8mb4(), context.explicitDefaultsForTimestamp(), context.errorCode());
        return this;
    }

    DdlTrack withError(int errorCode) {
        context = new StatementContext(context.server(), context.defaultDatabase(), context.sqlModeRaw(),
            context.serverCollation(), null, context.explicitDefaultsForTimestamp(), errorCode);
        return this;
    }

    SchemaModel model() {
        return model;
    }

    DdlOutcome apply(String sql) {
        return applier.apply(model, sql, context);
    }

    /** Applies statements that can all be read. */
    DdlTrack run(String... statements) {
        for (String sql : statements) {
            if (apply(sql) instanceof DdlOutcome.Unreadable unreadable) {
                throw new AssertionError(sql + ": " + unreadable.reason());
            }
        }
        return this;
    }

    /** @return columns and keys of the table {@code t} */
    String table() {
        return table("t");
    }

    String table(String name) {
        TableModel table = model.table("db", name);
        return table == null ? null : print(table);
    }

    static String print(TableModel table) {
        String columns = table.columns().stream().map(DdlTrack::print).collect(Collectors.joining(", "));
        String keys = table.keys().stream().map(DdlTrack::print).collect(Collectors.joining(", "));
        return keys.isEmpty() ? columns : columns + "; " + keys;
    }

    private static String print(ColumnModel model) {
        if (model.isHidden()) {
            return "(" + model.hiddenKey() + ")";
        }
        ColumnDescriptor column = model.descriptor();
        return column.name() + ' ' + column.type() + (column.length() == 0 ? "" : "(" + column.length() + ")")
            + (column.scale() == 0 ? "" : "." + column.scale()) + (column.unsigned() ? " unsigned" : "")
            + (column.type().isText() ? " " + column.collation().charset() + ":" + column.collation().id() : "")
            + (column.labels().isEmpty() ? "" : column.labels()) + (column.nullable() ? "" : " not null")
            + (model.isVirtual() ? " virtual" : "");
    }

    private static String print(KeyModel key) {
        List<String> parts = key.parts().stream().map(part -> (part.column() == null ? "(…)" : part.column())
            + (part.prefixLength() == 0 ? "" : "(" + part.prefixLength() + ")")).toList();
        return (key.isPrimary() ? "" : key.kind() + " ") + key.name() + parts;
    }
}
