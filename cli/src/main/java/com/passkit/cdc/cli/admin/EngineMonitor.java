package com.passkit.cdc.cli.admin;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.passkit.cdc.runtime.EngineStatus;
import com.passkit.cdc.runtime.source.SourceState;
import com.passkit.cdc.snapshot.progress.SnapshotProgress;

import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;

/**
 * Looks at a running engine once a second: what it sees is the status, the rates of the last ten seconds, and lines of
 * progress in the log. Threading: any thread; a thread of its own looks.
 */
public final class EngineMonitor implements AdminView, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EngineMonitor.class);
    private static final long PERIOD_SECONDS = 1;
    private static final int RATE_SAMPLES = 10;
    private static final int LINE_SECONDS = 60;
    private static final double NS_PER_SECOND = 1e9;

    private final StatusJson json;
    private final MeterPage page = new MeterPage();
    private final ScheduledExecutorService looker = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "cdc-monitor");
        thread.setDaemon(true);
        return thread;
    });
    // of the looker's thread
    private final Deque<Sample> samples = new ArrayDeque<>();
    private long looks;
    private long reportedEvents;

    private final SnapshotTableMeters tableMeters;
    private final Consumer<SnapshotReport> display;

    /** Written by the looker's thread, read by any: all of one look, or what is told contradicts itself. */
    private volatile Look last = Look.NONE;

    /** Counters at a moment. */
    private record Sample(long timeNs, long events, long bytes, SnapshotProgress snapshot) {
    }

    /** How fast events were accepted of late. */
    record Rates(double eventsPerSecond, double bytesPerSecond) {

        private static final Rates NONE = new Rates(0, 0);
    }

    /**
     * What was seen at a moment.
     *
     * @param status   null before the first look
     * @param rates    of the last seconds
     * @param snapshot null without a snapshot
     */
    record Look(EngineStatus status, Rates rates, SnapshotReport snapshot) {

        static final Look NONE = new Look(null, Rates.NONE, null);

        boolean isHealthy() {
            return status == null
                || status.source().state() != SourceState.STOPPED && !status.publish().isRefused();
        }
    }

    /**
     * @param connector connector name
     * @param version   of this product
     * @param display   shown a snapshot that runs each time this looks, null while none does; without one, null, there
     *                  are lines in the log
     */
    public EngineMonitor(String connector, String version, Consumer<SnapshotReport> display) {
        this.display = display;
        this.tableMeters = new SnapshotTableMeters(connector, page);
        json = new StatusJson(connector, version, System.nanoTime());
        new JvmThreadMetrics().bindTo(page.registry());
        new JvmMemoryMetrics().bindTo(page.registry());
    }

    /** Begins to look. */
    public void watch(Supplier<EngineStatus> engine, MeterBinder meters) {
        page.replace(() -> meters.bindTo(page.registry()));
        looker.scheduleAtFixedRate(() -> look(engine), 0, PERIOD_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public boolean isHealthy() {
        return last.isHealthy();
    }

    @Override
    public String statusJson() {
        return json.print(last);
    }

    @Override
    public String metricsText() {
        return page.text();
    }

    @Override
    public void close() {
        looker.shutdownNow();
        page.close();
    }

    private void look(Supplier<EngineStatus> engine) {
        try {
            EngineStatus seen = engine.get();
            samples.addLast(new Sample(
                System.nanoTime(), seen.publish().acknowledgedEvents(), seen.publish().sentBytes(),
                seen.source().snapshot()));
            if (samples.size() > RATE_SAMPLES + 1) {
                samples.removeFirst();
            }
            Look look = new Look(
                seen, rates(samples.getFirst(), samples.getLast()), snapshot(samples.getLast()));
            if (look.snapshot() != null) {
                tableMeters.update(look.snapshot());
            }
            last = look;
            report(look);
        } catch (RuntimeException e) {
            // An engine that is closing does not answer any more.
            LOG.debug("no status", e);
        }
    }

    /** @return null without a snapshot */
    private SnapshotReport snapshot(Sample last) {
        if (last.snapshot() == null) {
            return null;
        }
        for (Sample first : samples) {
            if (!SnapshotReport.isOther(first.snapshot(), last.snapshot())) {
                return SnapshotReport.between(
                    first.snapshot(), last.snapshot(), (last.timeNs() - first.timeNs()) / NS_PER_SECOND);
            }
        }
        return null;
    }

    private static Rates rates(Sample first, Sample last) {
        double seconds = (last.timeNs() - first.timeNs()) / NS_PER_SECOND;
        return seconds <= 0 ? Rates.NONE
            : new Rates((last.events() - first.events()) / seconds, (last.bytes() - first.bytes()) / seconds);
    }

    private void report(Look look) {
        looks++;
        EngineStatus seen = look.status();
        SnapshotReport report = look.snapshot();
        boolean isReading = seen.source().state() == SourceState.SNAPSHOT && report != null;
        if (display != null) {
            display.accept(isReading ? report : null);
        } else if (isReading && looks % LINE_SECONDS == 0) {
            LOG.info("snapshot: {}", SnapshotText.line(report));
        }
        long events = seen.publish().acknowledgedEvents();
        if (seen.source().state() == SourceState.STREAMING && looks % LINE_SECONDS == 0
            && events != reportedEvents) {
            reportedEvents = events;
            LOG.info("streaming: {} events accepted, {} a second, {} ms behind", events,
                Math.round(look.rates().eventsPerSecond()), seen.lagMs());
        }
    }
}
