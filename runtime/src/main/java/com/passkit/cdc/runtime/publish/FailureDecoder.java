package com.passkit.cdc.runtime.publish;

import java.net.UnknownHostException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertificateException;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;

import com.passkit.cdc.runtime.publish.PublishOutcome.Refused;
import com.passkit.cdc.runtime.publish.PublishOutcome.Unavailable;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http2.Http2Error;
import io.netty.handler.codec.http2.Http2FrameStreamException;
import io.netty.handler.proxy.ProxyConnectException;
import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;

/** The one place that says what a request without an answer means. Threading: any thread. */
final class FailureDecoder {

    private static final int MAX_CAUSES = 16;
    private static final Pattern PROXY_STATUS = Pattern.compile("status: (\\d{3})");

    private final PublishConfig config;

    FailureDecoder(PublishConfig config) {
        this.config = Objects.requireNonNull(config, "config");
    }

    PublishOutcome decode(Throwable failure) {
        Throwable cause = failure;
        for (int i = 0; cause != null && i < MAX_CAUSES; i++) {
            PublishOutcome known = known(cause);
            if (known != null) {
                return known;
            }
            cause = cause.getCause();
        }
        boolean isConnecting = failure instanceof java.net.ConnectException;
        return unavailable((isConnecting ? "no connection: " : "no answer: ") + message(failure));
    }

    private PublishOutcome known(Throwable cause) {
        if (cause instanceof UnsignedRequestException) {
            return unavailable("not sent: " + message(cause));
        }
        if (cause instanceof RequestStalledException) {
            return unavailable(cause.getMessage());
        }
        if (cause instanceof ProxyConnectException) {
            return proxy(cause);
        }
        if (cause instanceof SslHandshakeTimeoutException) {
            return unavailable("no TLS handshake within publish.connectTimeout, " + connectTimeoutMs() + " ms");
        }
        if (cause instanceof ConnectTimeoutException) {
            return unavailable("no connection within publish.connectTimeout, " + connectTimeoutMs() + " ms");
        }
        if (isTlsRefusal(cause)) {
            return new Refused("TLS refused: " + message(cause));
        }
        if (cause instanceof UnknownHostException || cause instanceof UnresolvedAddressException) {
            return unavailable("unknown host: " + message(cause));
        }
        if (cause instanceof Http2FrameStreamException reset) {
            return unavailable("no answer: the endpoint reset the HTTP/2 stream: " + name(reset.error()));
        }
        if (isUnreadable(cause)) {
            return unavailable("no answer: what came is not HTTP: " + message(cause));
        }
        return null;
    }

    /** A proxy that turns this connector away will do so again; what it could not reach may come back. */
    private PublishOutcome proxy(Throwable cause) {
        String proxy = "proxy " + (config.proxy() == null ? "" : config.proxy().address());
        Matcher matcher = PROXY_STATUS.matcher(String.valueOf(cause.getMessage()));
        if (!matcher.find()) {
            return unavailable(String.valueOf(cause.getMessage()).contains("timeout")
                ? proxy + " opened no tunnel within publish.connectTimeout, " + connectTimeoutMs() + " ms"
                : proxy + " opened no tunnel: " + message(cause));
        }
        int status = Integer.parseInt(matcher.group(1));
        if (status == 407) {
            return new Refused(proxy + " wants another name or password: status 407"
                + " (expected: publish.proxy.user and publish.proxy.password that it takes)");
        }
        String detail = proxy + " refused a tunnel to " + config.endpoint().getHost() + ": status " + status;
        return status >= 500 || status == 408 || status == 429 ? unavailable(detail) : new Refused(detail);
    }

    /** A connection that breaks in the handshake says nothing about whether the endpoint wants us. */
    private static boolean isTlsRefusal(Throwable cause) {
        if (cause instanceof SSLHandshakeException) {
            return !String.valueOf(cause.getMessage()).startsWith("Connection closed");
        }
        if (cause instanceof SSLException && !(cause instanceof SSLPeerUnverifiedException)) {
            return cause instanceof NotSslRecordException || String.valueOf(cause.getMessage()).contains("fatal alert");
        }
        return cause instanceof SSLPeerUnverifiedException || cause instanceof CertificateException;
    }

    /** Of the codecs, which say so in no common type. */
    private static boolean isUnreadable(Throwable cause) {
        String text = String.valueOf(cause.getMessage());
        return cause instanceof IllegalArgumentException
            && (text.contains("invalid version format") || text.contains("Invalid initial line"))
            || cause.getClass().getName().startsWith("io.netty.handler.codec.http.Invalid")
            || cause.getClass().getName().startsWith("io.netty.handler.codec.http.TooLong");
    }

    private static String name(Http2Error error) {
        return error == null ? "no reason given" : error.name();
    }

    private long connectTimeoutMs() {
        return config.timeouts().connect().toMillis();
    }

    private static Unavailable unavailable(String detail) {
        return new Unavailable(detail, PublishOutcome.NO_RETRY_AFTER);
    }

    private static String message(Throwable cause) {
        Throwable inner = cause.getCause();
        boolean isWrapper = inner != null && inner.toString().equals(cause.getMessage());
        Throwable shown = isWrapper ? inner : cause;
        return shown.getMessage() == null ? shown.getClass().getSimpleName()
            : OutcomeDecoder.printable(shown.getMessage());
    }
}
