package com.passkit.cdc.protocol.client;

import java.nio.channels.ClosedChannelException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.util.Locale;

import javax.net.ssl.SSLException;

import com.passkit.cdc.protocol.error.AuthenticationException;
import com.passkit.cdc.protocol.error.ConnectionClosedException;
import com.passkit.cdc.protocol.error.MySqlException;

import io.netty.handler.ssl.NotSslRecordException;
import io.netty.handler.ssl.SslHandshakeTimeoutException;

/** Why TLS did not come up, told in words by what the JDK and OpenSSL say of it. */
final class TlsFailure {

    private TlsFailure() {
    }

    /** @param source host and port, or path */
    static MySqlException of(SSLException failure, String source) {
        String detail = ChannelFailure.rootMessage(failure);
        if (isIn(failure, SslHandshakeTimeoutException.class) || isIn(failure, ClosedChannelException.class)
            || detail.contains("Connection closed while SSL/TLS handshake")) {
            return new ConnectionClosedException(source + ": connection lost while TLS began: " + detail, failure);
        }
        return AuthenticationException.ofTls(
            "TLS with " + source + " failed: " + reason(failure, detail) + " [" + detail + ']', failure);
    }

    private static String reason(SSLException failure, String detail) {
        if (isIn(failure, CertificateExpiredException.class)) {
            return "the server's certificate, or that of its CA, has expired. Remedy: renew it on the server.";
        }
        if (isIn(failure, CertificateNotYetValidException.class)) {
            return "the server's certificate is not valid yet. Remedy: see that the clocks of both machines are right.";
        }
        if (isIn(failure, CertPathBuilderException.class) || isIn(failure, CertPathValidatorException.class)) {
            return "nobody that is trusted has signed the server's certificate. Remedy: put the CA that did into"
                + " tls.ca.";
        }
        if (isIn(failure, CertificateException.class)) {
            return "the server's certificate does not name this host. Remedy: connect by a name or address that stands"
                + " in its subject alternative names, have one issued that names the host, or choose TLS mode"
                + " VERIFY_CA, which does not look at names (VERIFY_IDENTITY does).";
        }
        if (isIn(failure, NotSslRecordException.class)) {
            return "the server answers outside TLS, as servers with yaSSL do (MySQL before 5.7.28), which speak neither"
                + " TLS 1.2 nor TLS 1.3. Remedy: TLS mode DISABLED where nobody can read along, or a newer server.";
        }
        String text = detail.toLowerCase(Locale.ROOT).replace(' ', '_');
        if (text.contains("protocol_version") || text.contains("unsupported_protocol")
            || text.contains("selected_protocol_version")) {
            return "the server speaks neither TLS 1.2 nor TLS 1.3. Remedy: set tls_version on the server (5.7 and"
                + " later), or TLS mode DISABLED where nobody can read along.";
        }
        if (text.contains("no_shared_cipher") || text.contains("handshake_failure")
            || text.contains("no_appropriate_protocol") || text.contains("insufficient_security")) {
            return "the server shares no cipher suite with this side, or wants a client certificate. Remedy: see"
                + " ssl_cipher and tls_version on the server, and tls.cert and tls.key here.";
        }
        if (text.contains("certificate") || text.contains("unknown_ca") || text.contains("access_denied")) {
            return "the server does not accept the client's certificate. Remedy: see that tls.cert is valid and signed"
                + " by the CA in the server's ssl_ca.";
        }
        return "see what the other side says. Remedy: see that this is the port of a MySQL server, or choose another"
            + " TLS mode.";
    }

    private static boolean isIn(Throwable failure, Class<? extends Throwable> type) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < 20; depth++) {
            if (type.isInstance(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
