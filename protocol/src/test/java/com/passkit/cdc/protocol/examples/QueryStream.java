package com.passkit.cdc.protocol.examples;

import com.passkit.cdc.protocol.client.MySqlClient;
import com.passkit.cdc.protocol.client.MySqlClientConfig;
import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.client.ResultHandler;
import com.passkit.cdc.protocol.pull.QueryRows;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.protocol.row.owned.OwnedRow;

/**
 * Runs a query of any size in three ways: as a stream of borrowed rows, pulled as owned rows, and kept as a whole.
 * Arguments: host, port, user, SQL; the password comes from the environment.
 */
public final class QueryStream {

    private QueryStream() {
    }

    /** Counts what passes by; a row is a view of the network buffer and is not kept. */
    private static final class NullCounter implements ResultHandler {

        private int columnCount;
        private int nullCount;

        @Override
        public void onColumns(TableDescriptor columns) {
            columnCount = columns.columnCount();
        }

        @Override
        public Demand onRow(RowView row) {
            for (int column = 0; column < columnCount; column++) {
                if (row.isNull(column)) {
                    nullCount++;
                }
            }
            return Demand.CONTINUE; // PAUSE stops the server from sending until ResultStream.resume()
        }
    }

    public static void main(String[] args) {
        try (MySqlClient client = new MySqlClient()) {
            MySqlConnection connection = client.connect(MySqlClientConfig.builder().host(args[0])
                .port(Integer.parseInt(args[1])).user(args[2]).password(System.getenv("MYSQL_PASSWORD")).build())
                .join();
            String sql = args[3];

            NullCounter counter = new NullCounter();
            long rowCount = connection.query(sql, counter).completion().join();
            System.out.println(rowCount + " rows with " + counter.nullCount + " nulls");

            try (QueryRows rows = QueryRows.of(handler -> connection.query(sql, handler))) {
                for (OwnedRow row : rows) {
                    System.out.println(row.toMap());
                }
            }

            System.out.println(connection.fetch(sql).join().size() + " rows as text");
        }
    }
}
