package com.passkit.cdc.it;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

import com.passkit.cdc.it.harness.MySqlServers;
import com.passkit.cdc.it.harness.MySqlVersion;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.TestDatabase;
import com.passkit.cdc.protocol.binlog.BinlogFileReader;
import com.passkit.cdc.protocol.binlog.TableDefinitions;
import com.passkit.cdc.protocol.error.UnsupportedFeatureException;
import com.passkit.cdc.protocol.position.BinlogPosition;
import com.passkit.cdc.protocol.testing.BinlogText;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What only MariaDB writes. */
class MariaDbEventsIT {

    private static final MySqlVersion VERSION = MySqlVersion.MARIADB_10_11;

    /** Of this class alone: the tests change its global settings. */
    private static RealServer server() {
        return MySqlServers.shared(VERSION, "--log-bin-compress-min-len=10");
    }

    @Test
    void shouldReadTheSameWhetherCompressedOrNot() throws SQLException {
        RealServer server = server();
        try (TestDatabase database = server.freshDatabase()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY, v MEDIUMTEXT, b INT)");
            try {
                List<String> plain = changes(server, database, "OFF");
                List<String> compressed = changes(server, database, "ON");

                assertThat(plain).noneMatch(line -> line.contains("COMPRESSED"));
                assertThat(compressed).anyMatch(line -> line.contains("MARIADB_QUERY_COMPRESSED"))
                    .anyMatch(line -> line.contains("MARIADB_WRITE_ROWS_COMPRESSED"))
                    .anyMatch(line -> line.contains("MARIADB_UPDATE_ROWS_COMPRESSED"))
                    .anyMatch(line -> line.contains("MARIADB_DELETE_ROWS_COMPRESSED"));
                assertThat(told(compressed)).isEqualTo(told(plain)).hasSizeGreaterThan(12);
            } finally {
                database.execute("SET GLOBAL log_bin_compress = OFF");
            }
        }
    }

    private static List<String> changes(RealServer server, TestDatabase database, String isCompressed)
        throws SQLException {
        database.execute("SET GLOBAL log_bin_compress = " + isCompressed);
        database.reconnect();
        BinlogPosition from = DumpSession.end(server);
        database.execute("ALTER TABLE t COMMENT 'a comment that is long enough to be worth while'",
            "INSERT INTO t VALUES (1, REPEAT('x', 2000000), 0), (2, REPEAT('yz', 40), NULL), (3, NULL, 1)",
            "UPDATE t SET b = id, v = CONCAT(v, ' changed') WHERE id < 3", "DELETE FROM t");
        return EventDump.lines(server, from);
    }

    /** @return what does not depend on where and when it was logged */
    private static List<String> told(List<String> lines) {
        return lines.stream().filter(line -> line.matches("  (query|table|INSERT|UPDATE|DELETE|statement).*")).toList();
    }

    @Test
    void shouldReadTheMetadataThatTheSettingAllows() throws SQLException {
        RealServer server = server();
        try (TestDatabase database = server.freshDatabase()) {
            database.execute("""
                CREATE TABLE t (id INT UNSIGNED, v VARCHAR(10) CHARACTER SET latin2, c CHAR(5), e ENUM('a', 'b'),
                    s SET('x', 'y'), PRIMARY KEY (v, id)) DEFAULT CHARSET utf8mb4""");
            String full = "(id INT unsigned not null, v VARCHAR(10) not null latin2, c CHAR(20) utf8mb4,"
                + " e ENUM utf8mb4, s SET utf8mb4) key 1 0";
            try {
                assertThat(tableMap(server, database, "FULL")).isEqualTo(full);
                assertThat(tableMap(server, database, "MINIMAL")).startsWith("(@1 INT unsigned not null,"
                    + " @2 VARCHAR(10) not null latin2, @3 CHAR(20) utf8mb4, @4 ENUM").endsWith(") key");
                assertThat(tableMap(server, database, "NO_LOG")).startsWith("(@1 INT not null, @2 ")
                    .endsWith(") key");
            } finally {
                database.execute("SET GLOBAL binlog_row_metadata = FULL");
            }
        }
    }

    private static String tableMap(RealServer server, TestDatabase database, String metadata) throws SQLException {
        database.execute("SET GLOBAL binlog_row_metadata = " + metadata);
        BinlogPosition from = DumpSession.end(server);
        database.execute("INSERT INTO t VALUES (" + metadata.length() + ", 'é', 'c', 'b', 'x,y')");
        String prefix = "table " + database.name() + ".t ";
        return EventDump.details(server, from).filter(line -> line.startsWith(prefix)).findFirst().orElseThrow()
            .substring(prefix.length());
    }

    /** The server decrypts what it sends; its files cannot be read. */
    @Test
    void shouldReadADumpOfEncryptedFilesAndRefuseTheFiles(@TempDir Path directory) throws SQLException, IOException {
        Path keys = Files.writeString(directory.resolve("keys"), "1;" + "0123456789abcdef".repeat(4) + '\n');
        try (RealServer server = MySqlServers.fresh(VERSION, "--plugin-load-add=file_key_management",
            "--file-key-management-filename=" + keys, "--encrypt-binlog=ON");
            TestDatabase database = server.freshDatabase()) {
            database.execute("CREATE TABLE t (id INT PRIMARY KEY)");
            BinlogPosition.InFile from = DumpSession.end(server);
            database.execute("INSERT INTO t VALUES (42)", "FLUSH BINARY LOGS", "INSERT INTO t VALUES (43)");

            assertThat(EventDump.details(server, from)).contains("INSERT " + database.name() + ".t row 0 after {id=42}",
                "INSERT " + database.name() + ".t row 0 after {id=43}");
            BinlogText text = new BinlogText();
            Path file = Path.of(database.value("SELECT @@datadir"), from.file());
            try (BinlogFileReader reader = BinlogFileReader.open(file, TableDefinitions.NONE, text)) {
                assertThatThrownBy(reader::read).isInstanceOf(UnsupportedFeatureException.class)
                    .hasMessageContaining(from.file() + ':').hasMessageContaining("the file is encrypted from here on");
            }
            assertThat(text.lines()).last().asString().isEqualTo("  encrypted with key 1");
        }
    }
}
