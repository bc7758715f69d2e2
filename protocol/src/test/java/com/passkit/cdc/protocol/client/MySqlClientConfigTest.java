package com.passkit.cdc.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.Test;

class MySqlClientConfigTest {

    @Test
    void shouldHaveTheDocumentedDefaults() {
        MySqlClientConfig config = MySqlClientConfig.builder().build();
        assertThat(config.address()).isEqualTo("127.0.0.1:3306");
        assertThat(config.tls().mode()).isEqualTo(TlsMode.PREFERRED);
        assertThat(config.tls().provider()).isEqualTo(TlsProvider.AUTO);
        assertThat(config.allowClearPassword()).isFalse();
        assertThat(config.allowPublicKeyRetrieval()).isFalse();
        assertThat(config.furtherPasswords()).isEmpty();
        assertThat(config.connectTimeout()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void shouldPrintNoSecret() {
        TlsConfig tls = TlsConfig.builder().clientCertificate(Path.of("c")).clientKey(Path.of("k"))
            .clientKeyPassword("hush-key").build();
        MySqlClientConfig config = MySqlClientConfig.builder().socket(Path.of("/run/s")).user("u")
            .password("hush-one").furtherPasswords(List.of("hush-two", "hush-three")).tls(tls).build();
        assertThat(config + " " + tls).doesNotContain("hush").contains("u@/run/s", "<redacted>");
    }

    @Test
    void shouldMakeABuilderWithTheSameSettings() {
        MySqlClientConfig config = MySqlClientConfig.builder().host("db").port(3307).socket(Path.of("/run/s")).user("u")
            .password("1").furtherPasswords(List.of("2", "3")).tls(TlsConfig.DISABLED).serverPublicKey(Path.of("p"))
            .allowPublicKeyRetrieval(true).allowClearPassword(true).connectTimeout(Duration.ofSeconds(1))
            .readTimeout(Duration.ofSeconds(2)).build();
        assertThat(config.toBuilder().build()).isEqualTo(config);
    }

    @Test
    void shouldRefuseWhatIsOutOfRange() {
        assertThatThrownBy(() -> MySqlClientConfig.builder().port(0).build()).hasMessageContaining("port: 0");
        assertThatThrownBy(() -> MySqlClientConfig.builder().furtherPasswords(List.of("2", "3", "4")).build())
            .hasMessageContaining("furtherPasswords.size: 3 (expected: at most 2)").hasMessageNotContaining("\"4\"");
        assertThatThrownBy(() -> TlsConfig.builder().clientKey(Path.of("k")).build())
            .hasMessageContaining("tls.cert and tls.key");
    }
}
