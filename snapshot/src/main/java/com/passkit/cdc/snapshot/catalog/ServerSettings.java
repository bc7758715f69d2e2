package com.passkit.cdc.snapshot.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.client.ResultRow;

/**
 * Global variables of a server, by name. A variable that this version of the server does not have is absent.
 *
 * @param values as text; booleans are 0 or 1
 */
record ServerSettings(Map<String, String> values) {

    static final String LOG_BIN = "log_bin";
    static final String BINLOG_FORMAT = "binlog_format";
    static final String BINLOG_ROW_IMAGE = "binlog_row_image";
    static final String BINLOG_ROW_METADATA = "binlog_row_metadata";
    static final String BINLOG_ROW_VALUE_OPTIONS = "binlog_row_value_options";
    static final String BINLOG_TRANSACTION_COMPRESSION = "binlog_transaction_compression";
    static final String SERVER_ID = "server_id";
    static final String LOG_BIN_COMPRESS = "log_bin_compress";
    static final String GTID_MODE = "gtid_mode";
    static final String GTID_STRICT_MODE = "gtid_strict_mode";
    static final String ENFORCE_GTID_CONSISTENCY = "enforce_gtid_consistency";
    static final String EXPIRE_LOGS_DAYS = "expire_logs_days";
    static final String BINLOG_EXPIRE_LOGS_SECONDS = "binlog_expire_logs_seconds";
    static final String BINLOG_EXPIRE_LOGS_AUTO_PURGE = "binlog_expire_logs_auto_purge";

    private static final List<String> NAMES = List.of(LOG_BIN, BINLOG_FORMAT, BINLOG_ROW_IMAGE, BINLOG_ROW_METADATA,
        BINLOG_ROW_VALUE_OPTIONS, BINLOG_TRANSACTION_COMPRESSION, LOG_BIN_COMPRESS, SERVER_ID, GTID_MODE,
        GTID_STRICT_MODE, ENFORCE_GTID_CONSISTENCY, EXPIRE_LOGS_DAYS,
        BINLOG_EXPIRE_LOGS_SECONDS, BINLOG_EXPIRE_LOGS_AUTO_PURGE);

    private static final int ER_UNKNOWN_SYSTEM_VARIABLE = 1193;
    private static final Pattern UNKNOWN_VARIABLE = Pattern.compile("Unknown system variable '([^']+)'");

    ServerSettings {
        values = Map.copyOf(values);
    }

    static CompletableFuture<ServerSettings> read(MySqlConnection connection) {
        return read(connection, NAMES);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    /** @return upper case; empty when absent */
    String get(String name) {
        return values.getOrDefault(name, "").toUpperCase(Locale.ROOT);
    }

    boolean isOn(String name) {
        return "1".equals(get(name)) || "ON".equals(get(name));
    }

    long number(String name) {
        return has(name) ? Long.parseLong(get(name)) : 0;
    }

    /** MariaDB has parts of a day. */
    double decimal(String name) {
        return has(name) ? Double.parseDouble(get(name)) : 0;
    }

    /** The server names the first variable that it does not know; the question is put again without it. */
    private static CompletableFuture<ServerSettings> read(MySqlConnection connection, List<String> names) {
        String sql = names.stream().map(name -> "@@GLOBAL." + name).collect(Collectors.joining(", ", "SELECT ", ""));
        return connection.fetch(sql)
            .thenApply(rows -> of(names, rows.get(0)))
            .exceptionallyCompose(error -> {
                List<String> known = without(names, error);
                return known.size() < names.size()
                    ? read(connection, known) : CompletableFuture.failedFuture(Failures.cause(error));
            });
    }

    private static List<String> without(List<String> names, Throwable error) {
        List<String> known = new ArrayList<>(names);
        if (Failures.isServerError(error, ER_UNKNOWN_SYSTEM_VARIABLE)) {
            Matcher unknown = UNKNOWN_VARIABLE.matcher(String.valueOf(Failures.cause(error).getMessage()));
            if (unknown.find()) {
                known.remove(unknown.group(1));
            }
        }
        return known;
    }

    private static ServerSettings of(List<String> names, ResultRow row) {
        Map<String, String> values = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            values.put(names.get(i), row.get(i) == null ? "" : row.get(i));
        }
        return new ServerSettings(values);
    }
}
