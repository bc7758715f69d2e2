package com.passkit.cdc.protocol.client;

import static com.passkit.cdc.protocol.client.ClientFixture.result;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.Security;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;

import com.passkit.cdc.protocol.testing.ScriptedSession;
import com.passkit.cdc.protocol.testing.TestAuthority;
import com.passkit.cdc.protocol.testing.WireBytes;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** TLS 1.3 connections whose keys change in mid-stream, on the server's word and on this side's. */
class TlsKeyUpdateTest {

    private static final int ROW_COUNT = 100;
    private static final int ROW_LENGTH = 64 << 10;
    private static final int ROUND_COUNT = 8;

    /**
     * The JDK asks for a new key with each record behind the limit until the other side has answered, which BoringSSL
     * stands 32 times: only the JDK's own queries are long.
     */
    @ParameterizedTest
    @CsvSource({"JDK, 4194304", "OPENSSL, 65536"})
    void shouldGoOnWithNewKeys(TlsProvider provider, int queryLength) {
        assertThat(Security.getProperty("jdk.tls.keyLimits")).as("src/test/tls.security is in force")
            .contains("KeyUpdate 2^20");
        TestAuthority authority = new TestAuthority();
        String longQuery = "SELECT '" + "q".repeat(queryLength) + '\'';
        CRC32 sent = new CRC32();
        try (ClientFixture fixture = new ClientFixture(session -> {
            session.greet("8.0.36", ScriptedSession.CAPABILITIES | ScriptedSession.TLS | ScriptedSession.DEPRECATE_EOF,
                "mysql_native_password");
            session.startTls(authority.serverContext(authority.issue("127.0.0.1")), "TLSv1.3");
            session.read();
            session.ok();
            for (int round = 0; round < ROUND_COUNT; round++) {
                assertThat(session.readQuery()).isEqualTo(longQuery);
                session.write(WireBytes.of().lenenc(1).toArray());
                session.write(ScriptedSession.column("text", 253, 45, 0, 0));
                for (int row = 0; row < ROW_COUNT; row++) {
                    byte[] value = new byte[ROW_LENGTH];
                    Arrays.fill(value, (byte) ('a' + row % 26));
                    sent.update(value);
                    session.write(WireBytes.of().lenencBytes(value).toArray());
                }
                session.endRows();
            }
            session.readToEnd();
        })) {
            MySqlConnection connection = fixture.connect(fixture.config()
                .tls(TlsConfig.builder().mode(TlsMode.REQUIRED).provider(provider).build()));
            CRC32 received = new CRC32();
            for (int round = 0; round < ROUND_COUNT; round++) {
                List<ResultRow> rows = result(connection.fetch(longQuery));
                assertThat(rows).hasSize(ROW_COUNT);
                rows.forEach(row -> received.update(row.get(0).getBytes()));
            }
            connection.close();
            assertThat(received.getValue()).isEqualTo(sent.getValue());
        }
    }
}
