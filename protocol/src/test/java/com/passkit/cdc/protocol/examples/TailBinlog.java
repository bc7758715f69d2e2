package com.passkit.cdc.protocol.examples;

import java.time.Duration;
import java.util.List;
import java.util.UUID;

import com.passkit.cdc.protocol.binlog.TableDefinitions;
import com.passkit.cdc.protocol.client.BinlogDumpConfig;
import com.passkit.cdc.protocol.client.MySqlClient;
import com.passkit.cdc.protocol.client.MySqlClientConfig;
import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.client.ResultRow;
import com.passkit.cdc.protocol.position.BinlogPosition;
import com.passkit.cdc.protocol.row.Demand;

/**
 * How to embed this module: prints each row change from now on. Arguments: host, port, user; the password comes from
 * the environment.
 */
public final class TailBinlog {

    private TailBinlog() {
    }

    public static void main(String[] args) {
        try (MySqlClient client = new MySqlClient()) {
            MySqlConnection connection = client.connect(MySqlClientConfig.builder().host(args[0]).user(args[2])
                .port(Integer.parseInt(args[1])).password(System.getenv("MYSQL_PASSWORD")).build()).join();
            List<ResultRow> files = connection.fetch("SHOW BINARY LOGS").join();
            ResultRow last = files.get(files.size() - 1);
            BinlogPosition end = new BinlogPosition.InFile(last.get("Log_name"), Long.parseLong(last.get("File_size")));
            connection.dump(new BinlogDumpConfig(end, 4711, UUID.randomUUID(), Duration.ofSeconds(10),
                TableDefinitions.NONE, false), (event, row) -> {
                    System.out.println(row.kind() + " " + row.table() + " at " + event.file() + ':'
                        + event.startPosition());
                    return Demand.CONTINUE;
                }).completion().join();
        }
    }
}
