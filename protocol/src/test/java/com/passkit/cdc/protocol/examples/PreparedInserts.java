package com.passkit.cdc.protocol.examples;

import java.math.BigDecimal;
import java.time.LocalDateTime;

import com.passkit.cdc.protocol.client.MySqlClient;
import com.passkit.cdc.protocol.client.MySqlClientConfig;
import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.client.PreparedStatement;
import com.passkit.cdc.protocol.client.StatementResult;
import com.passkit.cdc.protocol.pull.QueryRows;
import com.passkit.cdc.protocol.row.owned.OwnedRow;

/**
 * Prepares statements once and executes them several times. Arguments: host, port, user, database; the password comes
 * from the environment.
 */
public final class PreparedInserts {

    private PreparedInserts() {
    }

    public static void main(String[] args) {
        try (MySqlClient client = new MySqlClient()) {
            MySqlConnection connection = client.connect(MySqlClientConfig.builder().host(args[0])
                .port(Integer.parseInt(args[1])).user(args[2]).password(System.getenv("MYSQL_PASSWORD")).build())
                .join();
            String table = args[3] + ".prepared_inserts";
            connection.execute("CREATE TABLE " + table + " (id BIGINT UNSIGNED AUTO_INCREMENT PRIMARY KEY,"
                + " name VARCHAR(50), price DECIMAL(10,2), at DATETIME(3), raw VARBINARY(10))").join();

            try (PreparedStatement insert = connection.prepare(
                "INSERT INTO " + table + " (name, price, at, raw) VALUES (?, ?, ?, ?)").join()) {
                for (int i = 1; i <= 3; i++) {
                    StatementResult result = insert.execute("item " + i, new BigDecimal("9.99"),
                        LocalDateTime.of(2026, 11, 23, 4, 5, i, 123_000_000), new byte[] {1, 2, (byte) i}).join();
                    System.out.println(result.affectedCount() + " row, id " + result.lastInsertId());
                }
            }

            try (PreparedStatement select = connection.prepare(
                "SELECT id, name, price, at FROM " + table + " WHERE id >= ? ORDER BY id").join()) {
                System.out.println(select.parameterCount() + " parameter, " + select.columns().columnCount()
                    + " columns");
                for (int first = 1; first <= 3; first++) {
                    int from = first;
                    try (QueryRows rows = QueryRows.of(handler -> select.query(handler, from))) {
                        for (OwnedRow row : rows) {
                            System.out.println("from " + from + ": " + row.toMap());
                        }
                    }
                }
            }
        }
    }
}
