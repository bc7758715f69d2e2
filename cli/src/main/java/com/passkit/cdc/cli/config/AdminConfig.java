package com.passkit.cdc.cli.config;

import java.util.Objects;

/**
 * Where the admin endpoint listens.
 *
 * @param isEnabled whether there is one
 * @param bind      host name or address
 * @param port      0 for any free one
 */
public record AdminConfig(boolean isEnabled, String bind, int port) {

    public AdminConfig {
        Objects.requireNonNull(bind, "bind");
    }
}
