package com.passkit.cdc.protocol.client;

import javax.net.ssl.SSLException;

import com.passkit.cdc.protocol.error.AuthenticationException;

import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;

/** TLS of one connect, made of its {@link TlsConfig}. TLS 1.2 and 1.3. */
final class TlsContext {

    private static final String[] PROTOCOLS = {"TLSv1.3", "TLSv1.2"};
    private static final String CHECK_HOST = "HTTPS";
    private static final String CHECK_NO_HOST = null;

    private final SslContext context;

    private TlsContext(SslContext context) {
        this.context = context;
    }

    /** Blocking: yes, reads the files of the configuration. */
    static TlsContext of(TlsConfig config) {
        SslContextBuilder builder = SslContextBuilder.forClient().sslProvider(SslProvider.JDK).protocols(PROTOCOLS);
        switch (config.mode()) {
            case VERIFY_CA -> trust(builder, config).endpointIdentificationAlgorithm(CHECK_NO_HOST);
            case VERIFY_IDENTITY -> trust(builder, config).endpointIdentificationAlgorithm(CHECK_HOST);
            case DISABLED, PREFERRED, REQUIRED -> builder.trustManager(InsecureTrustManagerFactory.INSTANCE)
                .endpointIdentificationAlgorithm(CHECK_NO_HOST);
        }
        if (config.clientKey() != null) {
            builder.keyManager(new PemFile("tls.key", config.clientKey()).privateKey(),
                new PemFile("tls.cert", config.clientCertificate()).certificates());
        }
        try {
            return new TlsContext(builder.build());
        } catch (SSLException | IllegalArgumentException e) {
            throw new AuthenticationException("tls: these settings do not go together: " + e.getMessage(), e);
        }
    }

    SslHandler newHandler(ByteBufAllocator allocator, String host, int port) {
        return context.newHandler(allocator, host, port);
    }

    private static SslContextBuilder trust(SslContextBuilder builder, TlsConfig config) {
        return config.ca() == null ? builder : builder.trustManager(new PemFile("tls.ca", config.ca()).certificates());
    }
}
