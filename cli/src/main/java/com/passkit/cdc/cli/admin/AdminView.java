package com.passkit.cdc.cli.admin;

/** What the admin endpoint shows of a running connector. Threading: any thread; answers at once. */
public interface AdminView {

    /** @return whether the connector does its work, or will as soon as the other side answers */
    boolean isHealthy();

    /** @return state, lag, positions and rates as one JSON object */
    String statusJson();

    /** @return every meter in the text format of Prometheus */
    String metricsText();
}
