package com.passkit.cdc.cli;

import java.io.IOException;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

import com.passkit.cdc.cli.admin.AdminServer;
import com.passkit.cdc.cli.admin.AdminView;
import com.passkit.cdc.cli.config.AdminConfig;

import static org.assertj.core.api.Assertions.assertThat;

class StatusCommandTest {

    private static final String STATUS = """
        {"connector":"loyalty","state":"STREAMING","healthy":true,"uptimeMs":3723000,"lagMs":12,\
        "source":{"host":"db1:3306","serverVersion":"8.0.40","cause":"","nextTryAtMs":0,"reconnects":2},\
        "snapshot":{"tablesDone":2,"tablesTotal":3,"rowsDone":1000,"rowsEstimated":3000,"bytesDone":1048576,\
        "bytesEstimated":3145728,"rowsPerSecond":12.5,"bytesPerSecond":104857.6,"secondsLeft":73,\
        "lock":{"mode":"MINIMAL","statement":"FLUSH TABLES WITH READ LOCK","blockedMs":17,"tries":1,"connections":4},\
        "tables":[\
        {"table":"crm.members","state":"READING","rowsDone":100,"rowsEstimated":200,"bytesDone":524288,\
        "bytesEstimated":1048576,"rowsPerSecond":0.0,"bytesPerSecond":0.0,"secondsLeft":null},\
        {"table":"crm.old","state":"DONE","rowsDone":9,"rowsEstimated":9,"bytesDone":90,"bytesEstimated":90}]},\
        "rates":{"eventsPerSecond":210.4,"bytesPerSecond":1572864.0},\
        "publish":{"refused":false,"lastOutcome":"accepted (200)","acknowledgedEvents":5000,"acknowledgedBatches":7,\
        "retries":1,"queuedBatches":0},\
        "positions":{"received":{"file":"binlog.000007","offset":8912,"gtids":null},\
        "published":{"file":"binlog.000007","offset":8000,"gtids":"a:1-2"},"checkpointed":null}}""";

    private final CliRun run = new CliRun();

    private final AdminView view = new AdminView() {
        @Override
        public boolean isHealthy() {
            return true;
        }

        @Override
        public String statusJson() {
            return STATUS;
        }

        @Override
        public String metricsText() {
            return "";
        }
    };

    @Test
    void shouldShowTheStatusToPeople() {
        try (AdminServer server = AdminServer.start(new AdminConfig(true, "127.0.0.1", 0), view)) {
            assertThat(run.execute("status", "--admin-port", port(server))).isZero();
        }
        assertThat(run.outLines()).containsExactly(
            "connector     loyalty, up 1h2m3s",
            "state         STREAMING",
            "source        db1:3306 8.0.40, 2 reconnects",
            "snapshot      2 of 3 tables, 1000 of about 3000 rows, 1.0 MiB of about 3.0 MiB (33 %), 13 rows/s, "
                + "0.1 MiB/s, 1m13s left",
            "lock          FLUSH TABLES WITH READ LOCK, writes were blocked for 17 ms, 4 connections",
            "              crm.members: 100 of about 200 rows, 0.5 MiB of about 1.0 MiB (50 %), 0 rows/s, 0.0 MiB/s, "
                + "time left unknown",
            "lag           12 ms",
            "rate          210 events/s, 1.50 MiB/s",
            "delivered     5000 events in 7 batches, 1 retries, 0 waiting",
            "endpoint      accepted (200)",
            "received      binlog.000007:8912",
            "published     binlog.000007:8000, gtids a:1-2",
            "checkpointed  none yet");
    }

    @Test
    void shouldTellSinceWhenTheSourceIsLostAndWhenItIsTriedAgain() throws IOException {
        String lost = STATUS.replace("\"state\":\"STREAMING\",\"healthy\"", "\"state\":\"WAITING\",\"healthy\"")
            .replace("\"cause\":\"\",\"nextTryAtMs\":0", "\"cause\":\"Connection refused\","
                + "\"nextTryAtMs\":1790000060500,\"outage\":{\"cause\":\"not_connected\","
                + "\"message\":\"Connection refused\",\"sinceMs\":1790000000900,\"attempts\":9}");

        assertThat(StatusText.lines(new ObjectMapper().readTree(lost)).lines()).contains(
            "state         WAITING (Connection refused)",
            "lost          not_connected since 2026-09-21T14:13:20Z, 9 attempts failed, next try at"
                + " 2026-09-21T14:14:20Z");
    }

    /** One host says all there is to say in the line of the source. */
    @Test
    void shouldTellWhatEachOfSeveralHostsIs() throws IOException {
        String followed = "{\"host\":\"db1:3306\",\"followed\":true,\"standing\":\"fit\",\"role\":\"primary\","
            + "\"reason\":\"has what comes next\",\"lookedAtMs\":1790000000900}";
        String away = "{\"host\":\"db2:3306\",\"followed\":false,\"standing\":\"unreachable\",\"role\":\"\","
            + "\"reason\":\"Connection refused\",\"lookedAtMs\":1790000060500}";

        assertThat(linesOfHosts(followed + ',' + away)).containsSubsequence(
            "host          db1:3306 followed, primary: has what comes next (at 2026-09-21T14:13:20Z)",
            "host          db2:3306 unreachable: Connection refused (at 2026-09-21T14:14:20Z)");
        assertThat(linesOfHosts(followed)).noneMatch(line -> line.startsWith("host"));
    }

    private static Stream<String> linesOfHosts(String hosts) throws IOException {
        String status = STATUS.replace("\"reconnects\":2", "\"reconnects\":2,\"hosts\":[" + hosts + ']');
        return StatusText.lines(new ObjectMapper().readTree(status)).lines();
    }

    @Test
    void shouldSendTheTokenAndSayWhereItIsAnother() {
        try (AdminServer server = AdminServer.start(new AdminConfig(true, "127.0.0.1", 0, () -> "t0ken"), view)) {
            assertThat(run.execute("status", "--admin-port", port(server))).isEqualTo(2);
            assertThat(run.lastErrLine()).contains("admin.token: ", "answered 401 (expected: the token of the running");
            assertThat(new CliRun().environment("PASSKIT_CDC_ADMIN_TOKEN", "t0ken")
                .execute("status", "--admin-port", port(server))).isZero();
        }
    }

    @Test
    void shouldPassTheStatusOnToMachines() {
        try (AdminServer server = AdminServer.start(new AdminConfig(true, "127.0.0.1", 0), view)) {
            assertThat(run.execute("status", "--json", "--admin-port", port(server))).isZero();
        }
        assertThat(run.outLines()).containsExactly(STATUS);
    }

    @Test
    void shouldEndWatchingWhenStopped() {
        try (AdminServer server = AdminServer.start(new AdminConfig(true, "127.0.0.1", 0), view)) {
            run.context().requestStop();
            assertThat(run.execute("status", "--json", "--watch", "--admin-port", port(server))).isZero();
        }
        assertThat(run.outLines()).containsExactly(STATUS);
    }

    @Test
    void shouldSayThatNothingAnswers() {
        AdminServer server = AdminServer.start(new AdminConfig(true, "127.0.0.1", 0), view);
        String port = port(server);
        server.close();

        assertThat(run.execute("status", "--admin-port", port)).isEqualTo(2);
        assertThat(run.lastErrLine()).isEqualTo("passkit-cdc: exit 2 (usage or configuration): admin.port: nothing "
            + "answers at http://127.0.0.1:" + port + "/status (expected: a running connector; see admin.port, "
            + "--admin-port)");
    }

    private static String port(AdminServer server) {
        return Integer.toString(server.address().getPort());
    }
}
