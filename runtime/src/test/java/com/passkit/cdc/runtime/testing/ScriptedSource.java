package com.passkit.cdc.runtime.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.netty.buffer.ByteBuf;

import com.passkit.cdc.protocol.binlog.event.EventType;
import com.passkit.cdc.protocol.testing.BinlogWriter;
import com.passkit.cdc.protocol.testing.ScriptedMySqlServer;
import com.passkit.cdc.protocol.testing.ScriptedSession;
import com.passkit.cdc.protocol.testing.WireBytes;

/**
 * A MySQL server of one table, {@code crm.t (id int primary key)}, that has every right setting. What it streams, and
 * how its snapshot goes, a test says.
 */
public final class ScriptedSource implements AutoCloseable {

    public static final String FILE = "binlog.000007";
    public static final String UUID = "3e11fa47-71ca-11e1-9e33-c80aa9429562";

    private static final int COM_QUERY = 3;
    private static final int COM_BINLOG_DUMP = 0x12;
    private static final int COM_STMT_PREPARE = 0x16;
    private static final int COM_STMT_EXECUTE = 0x17;
    private static final int COM_STMT_CLOSE = 0x19;
    private static final int COM_QUIT = 0x1;
    private static final int DUMP_OFFSET_INDEX = 1;
    private static final int DUMP_FLAGS_INDEX = 5;
    private static final int NON_BLOCK = 1;

    /** Plays one dump. */
    @FunctionalInterface
    public interface Dump {

        /** @param offset that was asked for */
        void play(ScriptedSession session, int dumpNumber, long offset) throws IOException;
    }

    /** Offsets of all dumps that were asked for. */
    public final List<Long> dumpOffsets = new CopyOnWriteArrayList<>();
    /** All statements of all sessions. */
    public final List<String> statements = new CopyOnWriteArrayList<>();

    private final Dump dump;
    private final ScriptedMySqlServer server = ScriptedMySqlServer.start(this::play);
    private volatile long offset = 4;
    private volatile int[] snapshotIds = {};
    private volatile int silentAfterRows = -1;

    public ScriptedSource(Dump dump) {
        this.dump = dump;
    }

    public int port() {
        return server.port();
    }

    /** Where the log stands. */
    public ScriptedSource at(long newOffset) {
        offset = newOffset;
        return this;
    }

    /** Rows of the table in a snapshot. */
    public ScriptedSource rows(int... ids) {
        snapshotIds = ids;
        return this;
    }

    /** The snapshot says nothing more after so many rows. */
    public ScriptedSource silentAfter(int rowCount) {
        silentAfterRows = rowCount;
        return this;
    }

    /** Events of a dump, from an offset of {@link #FILE} on. */
    public static BinlogWriter log(long offset) {
        return BinlogWriter.events().artificialRotate(FILE, offset).formatDescription("8.0.36", false);
    }

    /** The beginning of a transaction and its rows, without a commit. */
    public static BinlogWriter insert(BinlogWriter log, int... ids) {
        log.query("crm", "BEGIN").tableMap(1, "crm", "t", new byte[] {3}, new byte[0], new byte[0]);
        return log.rows(EventType.WRITE_ROWS, 1, 1, body -> {
            for (int id : ids) {
                body.writeByte(0).writeIntLE(id);
            }
        });
    }

    /** Sends what a writer has, event by event. */
    public static void send(ScriptedSession session, BinlogWriter log) throws IOException {
        ByteBuf events = log.buffer();
        for (int index = 0; index < events.writerIndex(); ) {
            int length = events.getIntLE(index + 9);
            byte[] packet = new byte[1 + length];
            events.getBytes(index, packet, 1, length);
            session.write(packet);
            index += length;
        }
    }

    private void play(ScriptedSession session) throws IOException {
        session.login();
        while (true) {
            byte[] command = session.readCommand();
            switch (command[0]) {
                case COM_QUERY -> {
                    String sql = new String(command, 1, command.length - 1, StandardCharsets.UTF_8);
                    statements.add(sql);
                    answer(session, sql);
                }
                case COM_BINLOG_DUMP -> {
                    long asked = littleEndian(command, DUMP_OFFSET_INDEX);
                    if ((command[DUMP_FLAGS_INDEX] & NON_BLOCK) != 0) {
                        // It looks whether what it read last is still there.
                        send(session, log(asked).query("crm", "BEGIN"));
                        session.readToEnd();
                        return;
                    }
                    dumpOffsets.add(asked);
                    dump.play(session, dumpOffsets.size(), asked);
                    return;
                }
                case COM_STMT_PREPARE -> prepare(session);
                case COM_STMT_EXECUTE -> {
                    if (!execute(session)) {
                        session.readToEnd();
                        return;
                    }
                }
                case COM_QUIT -> {
                    return;
                }
                case COM_STMT_CLOSE -> {
                    // It has no answer.
                }
                default -> session.ok();
            }
        }
    }

    private void answer(ScriptedSession session, String sql) throws IOException {
        if (sql.startsWith("SELECT @@GLOBAL.server_uuid")) {
            row(session, UUID, "7", "OFF", "", "", "");
        } else if (sql.startsWith("SHOW MASTER STATUS")) {
            row(session, FILE, Long.toString(offset), "", "", "");
        } else if (sql.startsWith("SHOW BINARY LOGS")) {
            row(session, FILE, "1000000", "No");
        } else if (sql.startsWith("SELECT @@GLOBAL.")) {
            settings(session, sql);
        } else if (sql.startsWith("SELECT CURRENT_USER")) {
            row(session, "cdc@%");
        } else if (sql.startsWith("SHOW GRANTS")) {
            row(session, "GRANT ALL PRIVILEGES ON *.* TO `cdc`@`%`");
        } else if (sql.startsWith("SHOW REPLICAS")) {
            session.textResult(names(5), List.of());
        } else if (sql.contains("information_schema.TABLES")) {
            row(session, "crm", "t", "InnoDB", "3", "YES", "BASE TABLE", "16384", "utf8mb4_0900_ai_ci");
        } else if (sql.contains("information_schema.COLLATIONS")) {
            row(session, "utf8mb4_0900_ai_ci", "255", "utf8mb4");
        } else if (sql.contains("information_schema.CHARACTER_SETS")) {
            row(session, "utf8mb4", "utf8mb4_0900_ai_ci", "4");
        } else if (sql.contains("information_schema.SCHEMATA")) {
            row(session, "crm", "utf8mb4_0900_ai_ci");
        } else if (sql.contains("information_schema.COLUMNS")) {
            row(session, "crm", "t", "id", "1", "NO", "int", "int", null, "10", "0", null, null, "");
        } else if (sql.contains("information_schema.STATISTICS")) {
            row(session, "crm", "t", "PRIMARY", "id", null, "0", "HASH", null);
        } else if (sql.startsWith("SELECT 1 FROM")) {
            row(session, "1");
        } else {
            session.ok();
        }
    }

    private static void settings(ScriptedSession session, String sql) throws IOException {
        List<String> values = new ArrayList<>();
        for (String name : sql.substring("SELECT ".length()).split(", ")) {
            values.add(switch (name.substring("@@GLOBAL.".length())) {
                case "log_bin" -> "1";
                case "binlog_format" -> "ROW";
                case "binlog_row_image" -> "FULL";
                case "binlog_row_metadata" -> "MINIMAL";
                case "server_id" -> "7";
                case "gtid_mode", "enforce_gtid_consistency" -> "OFF";
                case "lower_case_table_names", "explicit_defaults_for_timestamp", "expire_logs_days",
                    "binlog_expire_logs_seconds" -> "0";
                default -> "";
            });
        }
        row(session, values.toArray(new String[0]));
    }

    private static void prepare(ScriptedSession session) throws IOException {
        session.write(WireBytes.of().u8(0).u32(1).u16(1).u16(0).u8(0).u16(0).toArray());
        session.write(ScriptedSession.column("id", 3, 63, 0, 0));
    }

    private boolean execute(ScriptedSession session) throws IOException {
        session.write(WireBytes.of().lenenc(1).toArray());
        session.write(ScriptedSession.column("id", 3, 63, 0, 0));
        int count = 0;
        for (int id : snapshotIds) {
            if (count++ == silentAfterRows) {
                return false;
            }
            session.write(WireBytes.of().u8(0).u8(0).u32(id).toArray());
        }
        session.endRows();
        return true;
    }

    private static void row(ScriptedSession session, String... values) throws IOException {
        session.textResult(names(values.length), List.of(Arrays.asList(values)));
    }

    private static List<String> names(int count) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add("c" + i);
        }
        return names;
    }

    private static long littleEndian(byte[] bytes, int index) {
        return bytes[index] & 0xffL | (bytes[index + 1] & 0xffL) << 8 | (bytes[index + 2] & 0xffL) << 16
            | (bytes[index + 3] & 0xffL) << 24;
    }

    @Override
    public void close() {
        server.close();
    }
}
