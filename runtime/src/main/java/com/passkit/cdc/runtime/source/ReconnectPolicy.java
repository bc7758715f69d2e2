package com.passkit.cdc.runtime.source;

import java.time.Clock;
import java.time.Duration;
import java.util.random.RandomGenerator;

import com.passkit.cdc.protocol.error.ConnectionClosedException;
import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;

/**
 * Decides what a failure of the source leads to. A lost connection heals, and is tried without end unless there is a
 * limit. A snapshot that a changed table spoiled begins again. With several hosts another one may have what this one
 * lacks; when each of them in turn said that it has not, none will. Events that come damaged twice, at the same place,
 * are so on the server; so are answers that make no sense twice in a row, before anything is read. Two connections that
 * take each other's place do not go on doing so.
 * Threading: the supervisor's thread.
 */
final class ReconnectPolicy {

    /** A stream that held this long was sound: what ends it is a new failure. */
    static final Duration SOUND_STREAM = Duration.ofSeconds(5);

    private static final long LONGEST_ANSWERED_MS = 5_000;
    private static final long NEVER = 0;

    private final ReconnectConfig config;
    private final int hostCount;
    private final boolean renewsLogin;
    private final boolean mayTakeSnapshot;
    private final Clock clock;
    private final Backoff backoff;
    private final ReplacedCount replaced = new ReplacedCount();

    private boolean hasConnected;
    private boolean isReading;
    private int hopelessCount;
    private int attempts;
    private long lostSinceMs = NEVER;
    private long streamingSinceMs = NEVER;
    private long behindSinceMs = NEVER;
    private long deniedSinceMs = NEVER;
    private String lastDamage;

    /**
     * @param hostCount       hosts that are tried in turn
     * @param renewsLogin     whether what is needed to log in is read anew each time
     * @param mayTakeSnapshot whether a lost position is worth a new snapshot
     */
    ReconnectPolicy(ReconnectConfig config, int hostCount, boolean renewsLogin, boolean mayTakeSnapshot, Clock clock,
        RandomGenerator random) {
        this.config = config;
        this.hostCount = hostCount;
        this.renewsLogin = renewsLogin;
        this.mayTakeSnapshot = mayTakeSnapshot;
        this.clock = clock;
        this.backoff = new Backoff(config.initial(), config.max(), random);
    }

    /** A connection is about to be tried. */
    void onConnecting() {
        streamingSinceMs = NEVER;
        isReading = false;
    }

    /** A login succeeded. */
    void onConnected() {
        hasConnected = true;
        deniedSinceMs = NEVER;
    }

    /** What a connection is used for began. */
    void onState(SourceState state) {
        streamingSinceMs = state == SourceState.STREAMING ? clock.millis() : NEVER;
        behindSinceMs = NEVER;
        isReading = true;
    }

    /** A snapshot came to its end: what fails behind it is a new failure. */
    void onSnapshotRead() {
        forget();
    }

    /** @return whether any login succeeded so far */
    boolean hasConnected() {
        return hasConnected;
    }

    /**
     * @param e             what ended a connection, or the try of one
     * @param isSnapshotDue whether the connection was to take a snapshot
     */
    RetryDecision decide(MySqlException e, boolean isSnapshotDue) {
        long nowMs = clock.millis();
        if (streamingSinceMs != NEVER && nowMs - streamingSinceMs >= SOUND_STREAM.toMillis()) {
            forget();
        }
        if (replaced.isTooOften(e, nowMs)) {
            return RetryDecision.stop(replaced.explained(e));
        }
        if (!isWorthRetrying(e, isSnapshotDue, nowMs)) {
            boolean isHealed = e.recovery() == Recovery.RESNAPSHOT && mayTakeSnapshot && !isSnapshotDue;
            hopelessCount = 0;
            return isHealed ? RetryDecision.snapshot(e) : RetryDecision.stop(e);
        }
        lostSinceMs = lostSinceMs == NEVER ? nowMs : lostSinceMs;
        attempts++;
        if (!config.limit().isZero() && nowMs - lostSinceMs >= config.limit().toMillis()) {
            return RetryDecision.stop(new MySqlException(Recovery.STOP, "source: lost for " + (nowMs - lostSinceMs)
                + " ms, " + attempts + " attempts failed (expected: back within source.reconnect.limit, "
                + config.limit().toMillis() + " ms). The last one: " + e.getMessage(), e));
        }
        long waitMs = waitMs(e);
        if (!config.limit().isZero()) {
            waitMs = Math.min(waitMs, config.limit().toMillis() - (nowMs - lostSinceMs));
        }
        return RetryDecision.retry(new Outage(
            LossCause.of(e), String.valueOf(e.getMessage()), lostSinceMs, attempts, nowMs + waitMs), e);
    }

    /** A server that answers tells soon when it may be read. */
    private long waitMs(MySqlException e) {
        boolean isAnswered = e instanceof HostWaitException || e.recovery() == Recovery.RESNAPSHOT;
        return isAnswered ? Math.min(backoff.nextMs(), LONGEST_ANSWERED_MS) : backoff.nextMs();
    }

    private void forget() {
        backoff.reset();
        lostSinceMs = NEVER;
        attempts = 0;
    }

    private boolean isWorthRetrying(MySqlException e, boolean isSnapshotDue, long nowMs) {
        boolean isDamaged = e instanceof MalformedPacketException;
        String before = lastDamage;
        lastDamage = isDamaged ? e.getMessage() : null;
        if (isDamaged && e.getMessage().equals(before)) {
            return false;
        }
        if (e instanceof HostWaitException) {
            behindSinceMs = NEVER;
        }
        boolean isHopeless = switch (e.recovery()) {
            case RECONNECT -> !hasConnected && isUnknownHost(e);
            case RESNAPSHOT -> !isSnapshotDue && !mayCatchUp(e, nowMs);
            case STOP -> !mayBeRotating(e, nowMs) && !(isDamaged && before == null && isOnlyAsking());
        };
        hopelessCount = isHopeless ? hopelessCount + 1 : 0;
        return !isHopeless || e.recovery() != Recovery.STOP && hopelessCount < hostCount;
    }

    private boolean mayCatchUp(MySqlException e, long nowMs) {
        if (!(e instanceof SourceBehindException)) {
            return false;
        }
        behindSinceMs = behindSinceMs == NEVER ? nowMs : behindSinceMs;
        return nowMs - behindSinceMs < config.catchUp().toMillis();
    }

    /** The password, certificate or CA of one side is replaced a moment before that of the other. */
    private boolean mayBeRotating(MySqlException e, long nowMs) {
        LossCause cause = LossCause.of(e);
        boolean isOfLogin = cause == LossCause.CREDENTIALS || cause == LossCause.TLS;
        if (!isOfLogin || !hasConnected || !renewsLogin) {
            return false;
        }
        deniedSinceMs = deniedSinceMs == NEVER ? nowMs : deniedSinceMs;
        return nowMs - deniedSinceMs < config.rotation().toMillis();
    }

    /** @return whether a MySQL server is there and nothing of what it sends is on its way to the receiver */
    private boolean isOnlyAsking() {
        return hasConnected && !isReading;
    }

    private static boolean isUnknownHost(MySqlException e) {
        return e instanceof ConnectionClosedException closed
            && closed.reason() == ConnectionClosedException.Reason.UNKNOWN_HOST;
    }
}
