package com.passkit.cdc.protocol.client;

import java.security.cert.X509Certificate;
import java.util.List;

import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;

import com.passkit.cdc.protocol.error.AuthenticationException;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.SupportedCipherSuiteFilter;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.netty.util.NetUtil;
import io.netty.util.ReferenceCountUtil;

/**
 * TLS 1.2 and 1.3 of one connect, made of its {@link TlsConfig}. Has to be closed, as OpenSSL's memory is its own; the
 * handlers that it made live on.
 */
final class TlsContext implements AutoCloseable {

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
    private static final String CHECK_HOST = "HTTPS";
    private static final String CHECK_NO_HOST = null;

    private final SslContext preferred;
    private final SslContext forOldServers;

    private TlsContext(SslContext preferred, SslContext forOldServers) {
        this.preferred = preferred;
        this.forOldServers = forOldServers;
    }

    /** Blocking: yes, reads the files of the configuration. */
    static TlsContext of(TlsConfig config) {
        X509Certificate[] trusted = switch (config.mode()) {
            case DISABLED, PREFERRED, REQUIRED -> null;
            case VERIFY_CA, VERIFY_IDENTITY ->
                config.ca() == null ? null : new PemFile("tls.ca", config.ca()).certificates();
        };
        ClientIdentity identity = ClientIdentity.of(config);
        boolean isOpenSsl = isOpenSsl(config.provider());
        // The kind that the garbage collector frees too: a connection may end before its handler is in place.
        SslContext preferred =
            build(config, isOpenSsl ? SslProvider.OPENSSL : SslProvider.JDK, trusted, identity);
        return new TlsContext(preferred, isOpenSsl && config.provider() == TlsProvider.AUTO
            ? build(config, SslProvider.JDK, trusted, identity) : preferred);
    }

    /**
     * @param host    that the certificate has to name where that is verified
     * @param hasEcdh whether the server is of a version that knows ECDHE for sure; the others may have forward secrecy
     *                by DHE only, which the OpenSSL of netty-tcnative has not
     */
    SslHandler newHandler(ByteBufAllocator allocator, String host, int port, boolean hasEcdh) {
        SslHandler handler = (hasEcdh ? preferred : forOldServers).newHandler(allocator, host, port);
        SNIHostName name = serverName(host);
        if (name != null) {
            SSLEngine engine = handler.engine();
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setServerNames(List.of(name));
            engine.setSSLParameters(parameters);
        }
        return handler;
    }

    @Override
    public void close() {
        ReferenceCountUtil.release(preferred);
        if (forOldServers != preferred) {
            ReferenceCountUtil.release(forOldServers);
        }
    }

    private static boolean isOpenSsl(TlsProvider provider) {
        if (provider == TlsProvider.OPENSSL && !OpenSsl.isAvailable()) {
            throw new AuthenticationException("tls.provider: openssl is not there (expected: netty-tcnative with its"
                + " native library on the class path). Remedy: tls.provider auto or jdk.",
                OpenSsl.unavailabilityCause());
        }
        return provider != TlsProvider.JDK && OpenSsl.isAvailable();
    }

    private static SslContext build(
        TlsConfig config, SslProvider provider, X509Certificate[] trusted, ClientIdentity identity) {
        SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(provider).protocols(PROTOCOLS)
            .ciphers(TlsCipherSuites.OFFERED, SupportedCipherSuiteFilter.INSTANCE);
        switch (config.mode()) {
            case VERIFY_CA -> builder.trustManager(trusted).endpointIdentificationAlgorithm(CHECK_NO_HOST);
            case VERIFY_IDENTITY -> builder.trustManager(trusted).endpointIdentificationAlgorithm(CHECK_HOST);
            case DISABLED, PREFERRED, REQUIRED -> builder.trustManager(InsecureTrustManagerFactory.INSTANCE)
                .endpointIdentificationAlgorithm(CHECK_NO_HOST);
        }
        if (identity != null) {
            identity.addTo(builder);
        }
        try {
            return builder.build();
        } catch (SSLException | IllegalArgumentException e) {
            throw new AuthenticationException("tls: these settings do not go together: " + e.getMessage(), e);
        }
    }

    /** @return what goes into SNI; null for addresses, and for names that DNS does not know */
    private static SNIHostName serverName(String host) {
        if (NetUtil.isValidIpV4Address(host) || NetUtil.isValidIpV6Address(host)) {
            return null;
        }
        try {
            return new SNIHostName(host.endsWith(".") ? host.substring(0, host.length() - 1) : host);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
