package com.passkit.cdc.runtime.source;

import java.time.Duration;
import java.util.Objects;

/**
 * What is done when the source, or the position on it, is lost.
 *
 * @param initial        longest first wait; each further one may be twice as long
 * @param max            longest wait
 * @param limit          how long a source may be lost before the run ends; zero for ever
 * @param catchUp        how long a server that lacks what was read before may take to execute it
 * @param rotation       how long a login that had worked and is refused is tried again where passwords or certificates
 *                       come from files, which are not replaced at the same moment as the server's
 * @param onLostPosition whether a position that is lost ends the run
 */
public record ReconnectConfig(Duration initial, Duration max, Duration limit, Duration catchUp, Duration rotation,
    OnLostPosition onLostPosition) {

    /** As it is when nothing is said. */
    public static final ReconnectConfig DEFAULT = new ReconnectConfig(Duration.ofMillis(250), Duration.ofSeconds(60),
        Duration.ZERO, Duration.ofSeconds(30), Duration.ofSeconds(60), OnLostPosition.STOP);

    /** What becomes of a position whose continuation no server has. */
    public enum OnLostPosition {
        /** The run ends. */
        STOP,
        /** Everything is read anew. */
        SNAPSHOT
    }

    public ReconnectConfig {
        Objects.requireNonNull(initial, "initial");
        Objects.requireNonNull(max, "max");
        Objects.requireNonNull(limit, "limit");
        Objects.requireNonNull(catchUp, "catchUp");
        Objects.requireNonNull(rotation, "rotation");
        Objects.requireNonNull(onLostPosition, "onLostPosition");
        if (initial.toMillis() < 1) {
            throw new IllegalArgumentException("source.reconnect.initial: " + initial + " (expected: at least 1 ms)");
        }
        if (max.compareTo(initial) < 0) {
            throw new IllegalArgumentException("source.reconnect.max: " + max.toMillis() + " ms (expected: at least"
                + " source.reconnect.initial, " + initial.toMillis() + " ms)");
        }
    }

    /** @return the same with other waits */
    public ReconnectConfig withWaits(Duration newInitial, Duration newMax) {
        return new ReconnectConfig(newInitial, newMax, limit, catchUp, rotation, onLostPosition);
    }

    /** @return the same with an end. @param newLimit zero for none */
    public ReconnectConfig withLimit(Duration newLimit) {
        return new ReconnectConfig(initial, max, newLimit, catchUp, rotation, onLostPosition);
    }

    /** @return the same with another patience with servers that are behind */
    public ReconnectConfig withCatchUp(Duration newCatchUp) {
        return new ReconnectConfig(initial, max, limit, newCatchUp, rotation, onLostPosition);
    }

    /** @return the same with another patience with refused logins */
    public ReconnectConfig withRotation(Duration newRotation) {
        return new ReconnectConfig(initial, max, limit, catchUp, newRotation, onLostPosition);
    }

    /** @return the same with another end of a lost position */
    public ReconnectConfig withOnLostPosition(OnLostPosition newOnLostPosition) {
        return new ReconnectConfig(initial, max, limit, catchUp, rotation, newOnLostPosition);
    }
}
