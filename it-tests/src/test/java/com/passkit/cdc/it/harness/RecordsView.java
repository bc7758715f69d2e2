package com.passkit.cdc.it.harness;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * The tables as a receiver sees them: events replayed in order, each id once, the latest row kept by key.
 * An instance made of events is a snapshot of what had been received when it was made.
 */
public final class RecordsView {

    private static final int MAX_DIFFERENCES = 20;

    private final Map<String, Map<String, JsonNode>> tables = new TreeMap<>();
    private final Set<String> ids = new HashSet<>();
    private int repeatCount;

    /** Of nothing yet; {@link #apply} adds to it. */
    public RecordsView() {
    }

    /** Replays events. */
    public static RecordsView of(List<JsonNode> events) {
        RecordsView view = new RecordsView();
        events.forEach(view::apply);
        return view;
    }

    /** @return how many events came again with an id seen before */
    public int repeatCount() {
        return repeatCount;
    }

    /** @return the latest rows of a table, as delivered, in the order of their keys as text */
    public List<JsonNode> rows(String database, String table) {
        return List.copyOf(tables.getOrDefault(database + '.' + table, Map.of()).values());
    }

    /**
     * Compares with the server: the same rows, and in each the same values.
     *
     * @return what differs, empty when nothing does; short enough to print
     */
    public List<String> differences(TestDatabase database, String table) throws SQLException {
        return differences(database, database.name(), table);
    }

    /**
     * Compares a table of any database with the server.
     *
     * @param session  of the server
     * @param database where the table is
     */
    public List<String> differences(TestDatabase session, String database, String table) throws SQLException {
        // Names of tables differ by case, which is not true of every version's information_schema.
        List<ServerText> columns = ServerText.columns(session.rows("SELECT column_name, data_type"
            + " FROM information_schema.columns WHERE table_schema = " + ServerText.literal(database)
            + " AND table_name = " + ServerText.literal(table) + " AND CAST(table_name AS BINARY) = CAST("
            + ServerText.literal(table) + " AS BINARY) ORDER BY ordinal_position"));
        String select = columns.stream().map(ServerText::expression).collect(Collectors.joining(", "));
        Map<List<String>, Integer> surplus = new HashMap<>();
        for (List<String> printed : session.rows("SELECT " + select + " FROM "
            + ServerText.quoted(database) + '.' + ServerText.quoted(table))) {
            List<String> row = new ArrayList<>();
            for (int i = 0; i < columns.size(); i++) {
                row.add(columns.get(i).ofServer(printed.get(i)));
            }
            surplus.merge(row, 1, Integer::sum);
        }
        List<String> differences = new ArrayList<>();
        for (JsonNode received : rows(database, table)) {
            List<String> row = new ArrayList<>();
            columns.forEach(column -> row.add(column.ofEvent(received)));
            if (surplus.merge(row, -1, Integer::sum) < 0) {
                differences.add("received only: " + row);
            }
        }
        surplus.forEach((row, count) -> {
            if (count > 0) {
                differences.add("on the server only: " + row);
            }
        });
        return differences.size() > MAX_DIFFERENCES ? differences.subList(0, MAX_DIFFERENCES) : differences;
    }

    /** Replays one more event. */
    public void apply(JsonNode event) {
        if (!ids.add(event.get("id").asText())) {
            repeatCount++;
            return;
        }
        replay(event);
    }

    /** Replays an event that the caller knows to be no repeat, and remembers nothing of its id. */
    public void replay(JsonNode event) {
        JsonNode source = event.get("source");
        String name = source.get("db").asText() + '.' + source.path("table").asText();
        Map<String, JsonNode> rows = tables.computeIfAbsent(name, table -> new TreeMap<>());
        switch (event.get("op").asText()) {
            case "r", "c" -> rows.put(key(event, "after"), event.get("after"));
            case "u" -> {
                rows.remove(key(event, "before"));
                rows.put(key(event, "after"), event.get("after"));
            }
            case "d" -> rows.remove(key(event, "before"));
            case "t" -> rows.clear();
            case "s" -> { }
            default -> throw new AssertionError("op: " + event + " (expected: r, c, u, d, t or s)");
        }
    }

    /** The key's values in an image; an update may have changed them. Without a key the whole row is its own key. */
    private static String key(JsonNode event, String image) {
        JsonNode row = event.get(image);
        JsonNode key = event.get("key");
        if (key == null || key.isNull()) {
            return row.toString();
        }
        StringBuilder text = new StringBuilder();
        key.fieldNames().forEachRemaining(column -> text.append(row.get(column)).append('|'));
        return text.toString();
    }
}
