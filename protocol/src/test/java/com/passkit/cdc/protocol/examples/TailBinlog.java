package com.passkit.cdc.protocol.examples;

import java.time.Duration;
import java.util.UUID;

import com.passkit.cdc.protocol.binlog.TableDefinitions;
import com.passkit.cdc.protocol.client.BinlogDumpConfig;
import com.passkit.cdc.protocol.client.MySqlClient;
import com.passkit.cdc.protocol.client.MySqlClientConfig;
import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.position.BinlogPosition;
import com.passkit.cdc.protocol.position.GtidSet;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.testing.RowText;

/** How to embed this module: prints each row change from now on. Arguments: host, user, password. */
public final class TailBinlog {

    private TailBinlog() {
    }

    public static void main(String[] args) {
        RowText text = new RowText();
        try (MySqlClient client = new MySqlClient()) {
            MySqlConnection connection = client.connect(MySqlClientConfig.builder()
                .host(args[0]).user(args[1]).password(args[2]).build()).join();
            String executed = connection.fetch("SELECT @@GLOBAL.gtid_executed").join().get(0).get(0);
            BinlogPosition now = new BinlogPosition.BehindGtids(GtidSet.parse(executed));
            connection.dump(new BinlogDumpConfig(now, 4711, UUID.randomUUID(), Duration.ofSeconds(10),
                TableDefinitions.NONE, false), (event, row) -> {
                    System.out.println(row.kind() + " " + row.table() + " "
                        + text.of(row.after() != null ? row.after() : row.before()));
                    return Demand.CONTINUE;
                }).completion().join();
        }
    }
}
