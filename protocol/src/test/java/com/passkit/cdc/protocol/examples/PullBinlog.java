package com.passkit.cdc.protocol.examples;

import java.time.Duration;
import java.util.UUID;

import com.passkit.cdc.protocol.binlog.TableDefinitions;
import com.passkit.cdc.protocol.client.BinlogDumpConfig;
import com.passkit.cdc.protocol.client.MySqlClient;
import com.passkit.cdc.protocol.client.MySqlClientConfig;
import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.position.BinlogPosition;
import com.passkit.cdc.protocol.pull.BinlogEvents;
import com.passkit.cdc.protocol.pull.BinlogItem;
import com.passkit.cdc.protocol.pull.RowEvent;
import com.passkit.cdc.protocol.pull.StatementEvent;
import com.passkit.cdc.protocol.pull.TransactionEndEvent;

/**
 * Pulls owned objects from a server's binlog, from a file and offset to where the server stands. Arguments: host, port,
 * user, file, offset; the password comes from the environment.
 */
public final class PullBinlog {

    private PullBinlog() {
    }

    public static void main(String[] args) {
        try (MySqlClient client = new MySqlClient()) {
            MySqlConnection connection = client.connect(MySqlClientConfig.builder().host(args[0])
                .port(Integer.parseInt(args[1])).user(args[2]).password(System.getenv("MYSQL_PASSWORD")).build())
                .join();
            BinlogDumpConfig config = new BinlogDumpConfig(
                new BinlogPosition.InFile(args[3], Long.parseLong(args[4])), 4712, UUID.randomUUID(),
                Duration.ofSeconds(10), TableDefinitions.NONE, true);
            try (BinlogEvents events = BinlogEvents.ofServer(connection, config)) {
                for (BinlogItem item : events) {
                    if (item instanceof RowEvent row) {
                        System.out.println(row.kind() + " " + row.table() + " " + row.before() + " -> " + row.after());
                    } else if (item instanceof StatementEvent statement) {
                        System.out.println("statement " + statement.sql());
                    } else if (item instanceof TransactionEndEvent end) {
                        System.out.println(end.outcome() + " " + end.transaction() + ", go on at " + end.end());
                    }
                }
            }
        }
    }
}
