package com.passkit.cdc.runtime.source;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.passkit.cdc.protocol.client.MySqlClient;
import com.passkit.cdc.protocol.error.ConnectionClosedException;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.runtime.source.HostView.Standing;
import com.passkit.cdc.runtime.source.SourceConfig.Host;

/**
 * Chooses which of the configured hosts is read: one that has the wanted part in the cluster, has executed all that was
 * read before and still has all that follows. The one that is in use is kept as long as it is fit; of the others the
 * first one of the configuration is taken. So a host that comes back does not draw the connector back.
 * Threading: the supervisor's thread, but for {@link #reports}. Blocking: yes.
 */
final class HostChoice {

    private static final Logger LOG = LoggerFactory.getLogger(HostChoice.class);

    /** How long hosts that come first may take to answer, once a later one is known to be fit. */
    private static final Duration GRACE = Duration.ofSeconds(1);

    /** A login that led to less than this was not worth it: the others come first then. */
    private static final Duration SOUND_USE = Duration.ofSeconds(5);

    private final MySqlClient client;
    private final SourceConfig config;
    private final Clock clock;
    private Host inUse;
    private long inUseSinceMs;
    private boolean isSuspect;

    // written as hosts answer, read by any
    private final Map<Host, HostReport> reports = new ConcurrentHashMap<>();

    HostChoice(MySqlClient client, SourceConfig config, Clock clock) {
        this.client = client;
        this.config = config;
        this.clock = clock;
    }

    /** What was read ended so: where it was not the connection, another host may be better. */
    void onFailure(MySqlException e) {
        isSuspect = !(e instanceof ConnectionClosedException)
            || clock.millis() - inUseSinceMs < SOUND_USE.toMillis();
    }

    /**
     * @param followed address of the host that is being read; empty for none
     * @return the hosts that have been looked at, in the order of the configuration. Threading: any thread
     */
    List<HostReport> reports(String followed) {
        return config.hosts().stream().filter(reports::containsKey)
            .map(host -> reports.get(host).followed(host.toString().equals(followed))).toList();
    }

    /** @return the host that comes first when one is chosen next */
    Host expected() {
        return ordered().get(0);
    }

    /**
     * Looks at the hosts, all at the same time.
     *
     * @param start where the run goes on
     * @return a login to the one to read, to be closed by the caller
     * @throws HostWaitException       where one may be read later
     * @throws SourceBehindException   where none has what was read before and none will get it by itself
     * @throws PositionLostException   where none can go on from there
     */
    HostLook choose(StartPoint start, StopSignal stop) {
        List<CompletableFuture<HostLook>> looks = ordered().stream().map(host -> look(host, start)).toList();
        HostLook chosen = null;
        try {
            stop.await(enough(looks, start));
            List<HostVerdict> verdicts = new ArrayList<>();
            for (CompletableFuture<HostLook> look : looks) {
                if (look.isDone()) {
                    verdicts.add(HostVerdict.of(stop.await(look), start, config.cluster()));
                }
            }
            chosen = fit(verdicts);
            if (chosen == null) {
                throw unfit(verdicts);
            }
            return chosen;
        } finally {
            for (CompletableFuture<HostLook> look : looks) {
                HostLook kept = chosen;
                look.thenAccept(other -> {
                    if (other != kept) {
                        other.close();
                    }
                });
            }
        }
    }

    /** One that answers too late to be chosen is reported all the same. */
    private CompletableFuture<HostLook> look(Host host, StartPoint start) {
        CompletableFuture<HostLook> look = HostLook.at(client, config, host);
        look.thenAccept(found -> reports.put(host,
            new HostReport(HostVerdict.of(found, start, config.cluster()).view(), false, clock.millis())));
        return look;
    }

    private HostLook fit(List<HostVerdict> verdicts) {
        for (HostVerdict verdict : verdicts) {
            if (verdict.view().isFit()) {
                Host host = verdict.look().host();
                if (inUse != null && !host.equals(inUse)) {
                    LOG.warn("source: going over from {} to {}", inUse, verdict.view());
                }
                inUse = host;
                inUseSinceMs = clock.millis();
                isSuspect = false;
                return verdict.look();
            }
        }
        return null;
    }

    /** The one in use first: it is left only for a reason; last where there is one. */
    private List<Host> ordered() {
        List<Host> hosts = new ArrayList<>(config.hosts());
        if (inUse != null) {
            hosts.remove(inUse);
            hosts.add(isSuspect ? hosts.size() : 0, inUse);
        }
        return hosts;
    }

    /** @return completes when all have answered, or those that come first and one that is fit */
    private CompletableFuture<Void> enough(List<CompletableFuture<HostLook>> looks, StartPoint start) {
        CompletableFuture<Void> enough = CompletableFuture.allOf(looks.toArray(CompletableFuture<?>[]::new));
        for (CompletableFuture<HostLook> look : looks) {
            boolean isFirst = look == looks.get(0);
            look.thenAccept(found -> {
                if (!HostVerdict.of(found, start, config.cluster()).view().isFit()) {
                    return;
                }
                if (isFirst) {
                    enough.complete(null);
                } else {
                    enough.completeOnTimeout(null, GRACE.toMillis(), TimeUnit.MILLISECONDS);
                }
            });
        }
        return enough;
    }

    /** None may be read now. Is it worth waiting, and how long? */
    private static MySqlException unfit(List<HostVerdict> verdicts) {
        HostVerdict first = verdicts.get(0);
        if (verdicts.size() == 1 && first.error() != null && !first.is(Standing.BEHIND)) {
            return first.error();
        }
        if (verdicts.stream().allMatch(verdict -> verdict.is(Standing.UNREACHABLE))) {
            return new ConnectionClosedException(first.error() instanceof ConnectionClosedException closed
                ? closed.reason() : ConnectionClosedException.Reason.LOST, list(verdicts), first.error());
        }
        HostVerdict movedOn = first(verdicts, HostVerdict::hasMovedOn);
        if (movedOn != null) {
            return new SourceBehindException(movedOn.lostInWords() + ". " + list(verdicts));
        }
        if (first(verdicts, verdict -> verdict.is(Standing.BEHIND, Standing.WRONG_ROLE, Standing.OUT_OF_GROUP))
            != null) {
            return new HostWaitException("source.hosts: none may be read now (expected: one that has the part of"
                + " source.role and what was read before). " + list(verdicts));
        }
        HostVerdict away = first(verdicts, verdict -> verdict.is(Standing.UNREACHABLE));
        if (away != null) {
            return new MySqlException(Recovery.RECONNECT, "source.hosts: none can be read (expected: one that answers"
                + " and has what comes next). " + list(verdicts), away.error());
        }
        if (first(verdicts, verdict -> verdict.is(Standing.LACKING)) != null) {
            return new SourceBehindException("source.hosts: none has what was read before. " + list(verdicts)
                + ". Take a new snapshot: passkit-cdc position reset");
        }
        return first(verdicts, verdict -> verdict.is(Standing.LOST)) != null
            ? new PositionLostException(list(verdicts)) : first.error();
    }

    private static HostVerdict first(List<HostVerdict> verdicts, Predicate<HostVerdict> condition) {
        return verdicts.stream().filter(condition).findFirst().orElse(null);
    }

    private static String list(List<HostVerdict> verdicts) {
        return verdicts.stream().map(verdict -> verdict.view().toString()).collect(Collectors.joining("; "));
    }
}
