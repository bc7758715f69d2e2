package com.passkit.cdc.protocol.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.Arrays;

import javax.net.ssl.SSLException;

import com.passkit.cdc.protocol.error.AuthenticationException;
import com.passkit.cdc.protocol.testing.TestAuthority;
import com.passkit.cdc.protocol.testing.TestAuthority.Identity;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsContextTest {

    private static final TestAuthority AUTHORITY = new TestAuthority();

    @TempDir
    private static Path files;

    private static Path ca;

    @BeforeAll
    static void issue() {
        ca = TestAuthority.writePem(files.resolve("ca.pem"), AUTHORITY.certificate());
    }

    /** Names are those of the certificate; the common name counts only where it has no alternative names. */
    @ParameterizedTest(name = "{0} / {1} / {2}: {3}")
    @CsvSource({
        "db7.example.com, db7.example.com, x, true",
        "DB7.example.com, db7.example.com, x, true",
        "db7.example.com, other.example.com db7.example.com 10.0.0.7, x, true",
        "db8.example.com, db7.example.com, db8.example.com, false",
        "db7.example.com, *.example.com, x, true",
        "a.db7.example.com, *.example.com, x, false",
        "example.com, *.example.com, x, false",
        "10.0.0.7, 10.0.0.7, x, true",
        "10.0.0.8, 10.0.0.7, 10.0.0.8, false",
        "10.0.0.7, db7.example.com, 10.0.0.7, false",
        "::1, 0:0:0:0:0:0:0:1, x, true",
        "db7.example.com, '', db7.example.com, true",
        "db7.example.com, '', db8.example.com, false",
        "10.0.0.7, '', 10.0.0.7, false"})
    void shouldVerifyTheIdentityByAlternativeNamesAndElseByTheCommonName(
        String host, String alternativeNames, String commonName, boolean isExpected) throws SSLException {
        String[] names = Arrays.stream(alternativeNames.split(" ")).filter(name -> !name.isEmpty())
            .toArray(String[]::new);
        Identity identity = AUTHORITY.issue(TestAuthority.keys("RSA"), commonName, names);
        for (TlsProvider provider : new TlsProvider[] {TlsProvider.JDK, TlsProvider.OPENSSL}) {
            for (TlsMode mode : new TlsMode[] {TlsMode.VERIFY_IDENTITY, TlsMode.VERIFY_CA}) {
                assertThat(isHandshakeDone(host, identity, mode, provider)).as(provider + " " + mode)
                    .isEqualTo(isExpected || mode == TlsMode.VERIFY_CA);
            }
        }
    }

    /** Before 8.0.18 a server's only suites with forward secrecy may be those with DHE. */
    @Test
    void shouldOfferForwardSecrecyToServersThatKnowDheOnly() throws SSLException {
        Identity identity = AUTHORITY.issue("127.0.0.1");
        SslContext old = serverBuilder(identity).protocols("TLSv1.2").ciphers(Arrays.asList(
            "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384", "TLS_RSA_WITH_AES_256_GCM_SHA384")).build();
        for (TlsProvider provider : new TlsProvider[] {TlsProvider.JDK, TlsProvider.AUTO}) {
            try (TlsContext context = TlsContext.of(TlsConfig.builder().ca(ca).provider(provider).build())) {
                SslHandler client = context.newHandler(UnpooledByteBufAllocator.DEFAULT, "db", 3306, false);
                assertThat(handshake(client, old)).isTrue();
                assertThat(client.engine().getSession().getCipherSuite())
                    .isEqualTo("TLS_DHE_RSA_WITH_AES_256_GCM_SHA384");
            }
        }
    }

    @Test
    void shouldUseOpenSslWhereItIsThereAndToldNothingElse() {
        for (TlsProvider provider : TlsProvider.values()) {
            try (TlsContext context = TlsContext.of(TlsConfig.builder().provider(provider).build())) {
                SslHandler handler = context.newHandler(UnpooledByteBufAllocator.DEFAULT, "db", 3306, true);
                assertThat(handler.engine().getClass().getSimpleName().contains("OpenSsl"))
                    .isEqualTo(provider != TlsProvider.JDK);
                new EmbeddedChannel(handler).finishAndReleaseAll();
            }
        }
    }

    @Test
    void shouldSayThatACertificateDoesNotBelongToTheKey() {
        Path certificate = TestAuthority.writePem(files.resolve("cert.pem"), AUTHORITY.issue("a").certificate());
        Path key = TestAuthority.writePkcs8(files.resolve("key.pem"), AUTHORITY.issue("b").keys());
        assertThatThrownBy(() -> TlsContext.of(TlsConfig.builder().clientCertificate(certificate).clientKey(key)
            .provider(TlsProvider.OPENSSL).build())).isInstanceOf(AuthenticationException.class)
            .hasMessageContaining("key.pem is not the key of");
    }

    private static boolean isHandshakeDone(String host, Identity identity, TlsMode mode, TlsProvider provider)
        throws SSLException {
        try (TlsContext context = TlsContext.of(TlsConfig.builder().mode(mode).ca(ca).provider(provider).build())) {
            return handshake(context.newHandler(UnpooledByteBufAllocator.DEFAULT, host, 3306, true),
                serverBuilder(identity).build());
        }
    }

    private static SslContextBuilder serverBuilder(Identity identity) {
        return SslContextBuilder.forServer(identity.keys().getPrivate(), identity.certificate())
            .sslProvider(SslProvider.JDK);
    }

    /** Carries bytes to and fro until both sides are done or one has given up. */
    private static boolean handshake(SslHandler client, SslContext serverContext) {
        EmbeddedChannel left = new EmbeddedChannel(client);
        EmbeddedChannel right = new EmbeddedChannel(serverContext.newHandler(UnpooledByteBufAllocator.DEFAULT));
        try {
            boolean isMoving = true;
            while (isMoving) {
                isMoving = carry(left, right) | carry(right, left);
            }
            return client.handshakeFuture().isSuccess();
        } finally {
            left.finishAndReleaseAll();
            right.finishAndReleaseAll();
        }
    }

    private static boolean carry(EmbeddedChannel from, EmbeddedChannel to) {
        boolean isMoving = false;
        from.runPendingTasks();
        for (ByteBuf bytes = from.readOutbound(); bytes != null; bytes = from.readOutbound()) {
            isMoving = true;
            try {
                to.writeInbound(bytes);
            } catch (Exception e) {
                to.close(); // it does not trust, or is not trusted
            }
        }
        return isMoving;
    }
}
