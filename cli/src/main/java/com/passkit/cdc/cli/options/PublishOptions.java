package com.passkit.cdc.cli.options;

import com.passkit.cdc.cli.config.ConfigKeys;

import picocli.CommandLine.Option;

/** The receiver. Everything else about it is in the file. */
public final class PublishOptions {

    @Option(names = "--endpoint", paramLabel = "URL",
        description = "Address that takes the batches (key: publish.endpoint).")
    private String endpoint;

    public void addTo(FlagValues flags) {
        flags.put(ConfigKeys.PUBLISH_ENDPOINT, "--endpoint", endpoint);
    }
}
