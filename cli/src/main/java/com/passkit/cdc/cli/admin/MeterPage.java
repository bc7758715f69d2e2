package com.passkit.cdc.cli.admin;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

/**
 * The metrics as Prometheus reads them. A registry that is read while meters are replaced shows some of them not at
 * all, or one twice, which is an error: here they wait for each other. Threading: any thread.
 */
final class MeterPage implements AutoCloseable {

    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

    /** @return where meters are added and, by {@link #replace}, taken away */
    MeterRegistry registry() {
        return registry;
    }

    /** @param change of meters, added or taken away; seen as a whole or not at all */
    synchronized void replace(Runnable change) {
        change.run();
    }

    synchronized String text() {
        return registry.scrape();
    }

    @Override
    public void close() {
        registry.close();
    }
}
