package com.passkit.cdc.cli.config;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * Where the admin endpoint listens, and whom it answers.
 *
 * @param isEnabled whether there is one
 * @param bind      host name or address
 * @param port      0 for any free one
 * @param token     that those who ask must send, but for their health; null for none
 */
public record AdminConfig(boolean isEnabled, String bind, int port, Supplier<String> token) {

    public AdminConfig {
        Objects.requireNonNull(bind, "bind");
    }

    /** One that answers everybody who reaches it. */
    public AdminConfig(boolean isEnabled, String bind, int port) {
        this(isEnabled, bind, port, null);
    }

    /** @return whether only this machine reaches it. Blocking: a name is looked up */
    boolean isOnLoopback() {
        try {
            return InetAddress.getByName(bind).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    @Override
    public String toString() {
        return "AdminConfig[" + (isEnabled ? bind + ':' + port : "none") + ", token="
            + (token == null ? "none" : "<redacted>") + ']';
    }
}
