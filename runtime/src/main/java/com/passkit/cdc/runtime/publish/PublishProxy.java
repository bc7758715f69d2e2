package com.passkit.cdc.runtime.publish;

import java.util.Objects;
import java.util.function.Supplier;

/**
 * An HTTP proxy that is asked for a tunnel (CONNECT) to the endpoint. Its password is asked for at each request.
 *
 * @param host     name or address
 * @param port     of the proxy
 * @param user     null for none
 * @param password null for none
 */
public record PublishProxy(String host, int port, String user, Supplier<String> password) {

    public PublishProxy {
        Objects.requireNonNull(host, "host");
        if ((user == null) != (password == null)) {
            throw new IllegalArgumentException(
                "publish.proxy.user and publish.proxy.password: only one is set (expected: both or neither)");
        }
    }

    /** @return host and port, for messages */
    public String address() {
        return (host.contains(":") ? '[' + host + ']' : host) + ':' + port;
    }

    @Override
    public String toString() {
        return "PublishProxy[address=" + address() + ", user=" + user + ", password=<redacted>]";
    }
}
