package com.passkit.cdc.runtime.source;

import java.time.Duration;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.passkit.cdc.protocol.error.AuthenticationException;
import com.passkit.cdc.protocol.error.ConnectionClosedException;
import com.passkit.cdc.protocol.error.ConnectionClosedException.Reason;
import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.error.ServerErrorException;
import com.passkit.cdc.runtime.source.ReconnectConfig.OnLostPosition;
import com.passkit.cdc.runtime.source.RetryDecision.Action;
import com.passkit.cdc.runtime.testing.ManualClock;

import static org.assertj.core.api.Assertions.assertThat;

/** What each failure leads to, by a clock that a test moves. */
class ReconnectPolicyTest {

    private static final ReconnectConfig CONFIG = ReconnectConfig.DEFAULT;
    private static final MySqlException LOST = new ConnectionClosedException("cut");
    private static final MySqlException GONE = new PositionLostException("purged");
    private static final MySqlException BEHIND = new SourceBehindException("it lacks 7");

    private final ManualClock clock = new ManualClock();

    private ReconnectPolicy policy(ReconnectConfig config, int hostCount, boolean renewsLogin) {
        ReconnectPolicy policy = new ReconnectPolicy(config, hostCount, renewsLogin,
            config.onLostPosition() == OnLostPosition.SNAPSHOT, clock, new SplittableRandom(7));
        policy.onConnecting();
        return policy;
    }

    private ReconnectPolicy connected(ReconnectConfig config, int hostCount) {
        ReconnectPolicy policy = policy(config, hostCount, true);
        policy.onConnected();
        policy.onState(SourceState.STREAMING);
        return policy;
    }

    private static MySqlException server(int number) {
        return ServerErrorException.of(number, "HY000", "said the server");
    }

    private static MySqlException damagedAt(String place) {
        return MalformedPacketException.inTransit("Event", "checksum", 1, "2").at(place, "00");
    }

    private static MySqlException answer(String field) {
        return MalformedPacketException.of("TextRow", field, "end of packet", "a value");
    }

    private Action decide(ReconnectPolicy policy, MySqlException e) {
        return policy.decide(e, false).action();
    }

    @Test
    void shouldTryALostSourceWithoutEndEverMoreSlowlyAndKeepCount() {
        ReconnectPolicy policy = connected(CONFIG, 1);
        long lostAtMs = clock.millis();
        long longestMs = 0;
        for (int attempt = 1; attempt <= 500; attempt++) {
            Outage outage = policy.decide(LOST, false).outage();
            long waitMs = outage.nextTryAtMs() - clock.millis();
            assertThat(waitMs).isBetween(1L, Math.min(60_000, 250L << Math.min(attempt - 1, 20)));
            assertThat(outage).isEqualTo(
                new Outage(LossCause.LOST, "cut", lostAtMs, attempt, outage.nextTryAtMs()));
            longestMs = Math.max(longestMs, waitMs);
            clock.advance(Duration.ofMillis(waitMs));
            policy.onConnecting();
        }
        assertThat(longestMs).isGreaterThan(50_000);
    }

    @Test
    void shouldGiveWayToAConnectionThatTakesItsPlaceAgainAndAgain() {
        MySqlException replaced = ServerErrorException.of(1236, "HY000", "A slave with the same server_uuid/server_id as"
            + " this slave has connected to the master; the first event '' at 4");
        ReconnectPolicy policy = connected(CONFIG, 2);
        assertThat(decide(policy, replaced)).isEqualTo(Action.RETRY);
        assertThat(decide(policy, replaced)).isEqualTo(Action.RETRY);
        // Long ago is forgotten, and a clock that was set back forgets nothing that just was.
        clock.advance(ReplacedCount.PERIOD.plusMillis(1));
        assertThat(decide(policy, replaced)).isEqualTo(Action.RETRY);
        clock.advance(Duration.ofMinutes(-1));
        assertThat(decide(policy, LOST)).isEqualTo(Action.RETRY);
        assertThat(decide(policy, replaced)).isEqualTo(Action.RETRY);
        RetryDecision last = policy.decide(replaced, false);
        assertThat(last.action()).isEqualTo(Action.STOP);
        assertThat(last.error()).hasMessageContaining("3 times within 10 minutes").hasMessageContaining("Remedy:")
            .hasMessageContaining("same server_uuid/server_id");
    }

    /** Else a stream that dies at once, again and again, would be tried four times a second. */
    @Test
    void shouldForgetAnOutageOnlyBehindAStreamThatHeld() {
        ReconnectPolicy policy = connected(CONFIG, 1);
        long lostAtMs = clock.millis();
        for (int attempt = 1; attempt <= 8; attempt++) {
            assertThat(policy.decide(LOST, false).outage().attempts()).isEqualTo(attempt);
            policy.onConnecting();
            policy.onConnected();
            policy.onState(SourceState.STREAMING);
            clock.advance(ReconnectPolicy.SOUND_STREAM.minusMillis(1));
        }
        assertThat(policy.decide(LOST, false).outage().sinceMs()).isEqualTo(lostAtMs);
        policy.onState(SourceState.STREAMING);
        clock.advance(ReconnectPolicy.SOUND_STREAM);

        Outage fresh = policy.decide(LOST, false).outage();

        assertThat(fresh.attempts()).isOne();
        assertThat(fresh.sinceMs()).isEqualTo(clock.millis());
        assertThat(fresh.nextTryAtMs() - clock.millis()).isLessThanOrEqualTo(250);
    }

    @Test
    void shouldEndAtTheLimitWithTheLastCause() {
        ReconnectPolicy policy = connected(CONFIG.withLimit(Duration.ofSeconds(10)), 1);
        RetryDecision decision = policy.decide(LOST, false);
        int attempts = 1;
        while (decision.action() == Action.RETRY) {
            assertThat(decision.outage().nextTryAtMs() - decision.outage().sinceMs()).isLessThanOrEqualTo(10_000);
            clock.setMillis(decision.outage().nextTryAtMs());
            policy.onConnecting();
            decision = policy.decide(new ConnectionClosedException(Reason.NOT_CONNECTED, "refused", null), false);
            attempts++;
        }
        assertThat(decision.action()).isEqualTo(Action.STOP);
        assertThat(decision.error().recovery()).isEqualTo(Recovery.STOP);
        assertThat(decision.error()).hasMessageContainingAll("lost for 10000 ms", attempts + " attempts",
            "source.reconnect.limit", "refused");
    }

    @Test
    void shouldStopAtBytesThatComeDamagedTwiceAtTheSamePlaceOnly() {
        ReconnectPolicy policy = connected(CONFIG, 1);

        assertThat(decide(policy, damagedAt("binlog.000007:120"))).isEqualTo(Action.RETRY);
        assertThat(decide(policy, damagedAt("binlog.000007:990"))).isEqualTo(Action.RETRY);
        assertThat(decide(policy, damagedAt("binlog.000007:990"))).isEqualTo(Action.STOP);

        assertThat(decide(policy, damagedAt("binlog.000007:120"))).isEqualTo(Action.RETRY);
        assertThat(decide(policy, LOST)).isEqualTo(Action.RETRY);
        assertThat(decide(policy, damagedAt("binlog.000007:120"))).isEqualTo(Action.RETRY);
    }

    /** The wire may damage an answer; a server that talks nonsense goes on doing so. */
    @Test
    void shouldAskOnceMoreWhereAnAnswerMakesNoSense() {
        ReconnectPolicy policy = connected(CONFIG, 1);
        // What a stream or a snapshot holds is not read again: a part of it may be on its way.
        assertThat(decide(policy, answer("value"))).isEqualTo(Action.STOP);

        assertThat(decide(policy, LOST)).isEqualTo(Action.RETRY);
        policy.onConnecting();
        assertThat(decide(policy, answer("value"))).isEqualTo(Action.RETRY);
        policy.onConnecting();
        assertThat(decide(policy, answer("length"))).isEqualTo(Action.STOP);

        // Nobody says that this ever was a MySQL server.
        assertThat(decide(policy(CONFIG, 1, true), answer("value"))).isEqualTo(Action.STOP);
    }

    @Test
    void shouldAskEachHostBeforeAPositionIsLost() {
        ReconnectPolicy policy = connected(CONFIG, 3);

        assertThat(decide(policy, GONE)).isEqualTo(Action.RETRY);
        assertThat(decide(policy, GONE)).isEqualTo(Action.RETRY);
        assertThat(decide(policy, GONE)).isEqualTo(Action.STOP);
    }

    /** The one that does not answer may be the one that has it. */
    @Test
    void shouldNotCountAHostThatCannotBeAskedAmongThoseThatLackThePosition() {
        ReconnectPolicy policy = connected(CONFIG, 2);
        for (int round = 0; round < 20; round++) {
            assertThat(decide(policy, GONE)).isEqualTo(Action.RETRY);
            assertThat(decide(policy, LOST)).isEqualTo(Action.RETRY);
        }
        assertThat(decide(policy, GONE)).isEqualTo(Action.RETRY);
        assertThat(decide(policy, GONE)).isEqualTo(Action.STOP);
    }

    @Test
    void shouldTakeANewSnapshotForALostPositionWhereThatIsWantedAndNeverForOneOfASnapshot() {
        ReconnectPolicy policy = connected(CONFIG.withOnLostPosition(OnLostPosition.SNAPSHOT), 2);

        assertThat(decide(policy, GONE)).isEqualTo(Action.RETRY);
        assertThat(decide(policy, GONE)).isEqualTo(Action.SNAPSHOT);
        assertThat(policy.decide(GONE, true).action()).isEqualTo(Action.RETRY);
    }

    @Test
    void shouldWaitForAServerThatIsBehindOnlySoLong() {
        ReconnectPolicy policy = connected(CONFIG.withCatchUp(Duration.ofSeconds(30)), 1);

        assertThat(decide(policy, BEHIND)).isEqualTo(Action.RETRY);
        clock.advance(Duration.ofMillis(29_999));
        assertThat(policy.decide(BEHIND, false).outage().cause()).isEqualTo(LossCause.BEHIND);
        clock.advance(Duration.ofMillis(1));
        assertThat(decide(policy, BEHIND)).isEqualTo(Action.STOP);
    }

    @Test
    void shouldBeginToWaitAnewOnceTheServerCaughtUp() {
        ReconnectPolicy policy = connected(CONFIG.withCatchUp(Duration.ofSeconds(30)), 1);
        assertThat(decide(policy, BEHIND)).isEqualTo(Action.RETRY);
        clock.advance(Duration.ofSeconds(20));
        policy.onState(SourceState.STREAMING);
        clock.advance(Duration.ofSeconds(20));

        assertThat(decide(policy, BEHIND)).isEqualTo(Action.RETRY);
    }

    /** 1045 access denied, 1862 expired: the new password is on one side a moment before it is on the other. */
    @ParameterizedTest
    @ValueSource(ints = {1045, 1862, 1698})
    void shouldTryALoginAgainWhileItsSecretIsReplaced(int number) {
        ReconnectPolicy policy = connected(CONFIG.withRotation(Duration.ofSeconds(60)), 1);
        for (int second = 0; second < 60; second++) {
            assertThat(policy.decide(server(number), false).outage().cause()).isEqualTo(LossCause.CREDENTIALS);
            clock.advance(Duration.ofSeconds(1));
        }
        assertThat(decide(policy, server(number))).isEqualTo(Action.STOP);
    }

    @Test
    void shouldGiveEachReplacementItsTime() {
        ReconnectPolicy policy = connected(CONFIG.withRotation(Duration.ofSeconds(60)), 1);
        assertThat(decide(policy, server(1045))).isEqualTo(Action.RETRY);
        clock.advance(Duration.ofSeconds(59));
        policy.onConnected();
        clock.advance(Duration.ofSeconds(59));

        assertThat(policy.decide(AuthenticationException.ofTls("who signed?", null), false).outage().cause())
            .isEqualTo(LossCause.TLS);
    }

    @Test
    void shouldStopAtARefusedLoginAtTheFirstStartAndWhereNothingCanChange() {
        assertThat(decide(policy(CONFIG, 1, true), server(1045))).isEqualTo(Action.STOP);
        assertThat(decide(policy(CONFIG, 1, true), AuthenticationException.ofTls("no", null))).isEqualTo(Action.STOP);
        ReconnectPolicy constant = policy(CONFIG, 1, false);
        constant.onConnected();
        assertThat(decide(constant, server(1045))).isEqualTo(Action.STOP);
    }

    /** Locked, blocked by wrong passwords, TLS demanded, no privilege: a person must act. */
    @ParameterizedTest
    @ValueSource(ints = {3118, 4151, 3955, 3159, 1227, 1142, 1381})
    void shouldStopAtWhatOnlyAPersonMends(int number) {
        assertThat(decide(connected(CONFIG, 1), server(number))).isEqualTo(Action.STOP);
    }

    @ParameterizedTest
    @CsvSource({"1040, TOO_MANY_CONNECTIONS", "1203, TOO_MANY_CONNECTIONS", "1226, TOO_MANY_CONNECTIONS",
        "1129, HOST_BLOCKED", "1053, SHUTDOWN", "1317, KILLED", "1927, KILLED", "3169, KILLED", "3032, OTHER",
        "1158, OTHER", "1135, OTHER"})
    void shouldTryAgainWhatPassesEvenAtTheFirstStart(int number, LossCause cause) {
        RetryDecision decision = policy(CONFIG, 1, false).decide(server(number), true);

        assertThat(decision.action()).isEqualTo(Action.RETRY);
        assertThat(decision.outage().cause()).isEqualTo(cause);
    }

    @Test
    void shouldTellTheWaysOfALostConnectionApart() {
        for (Reason reason : Reason.values()) {
            Outage outage = connected(CONFIG, 1)
                .decide(new ConnectionClosedException(reason, "x", null), false).outage();
            assertThat(outage.cause().name()).isEqualTo(reason.name());
        }
    }

    /** A typing error must not wait for ever; a name server that is down for a while must not end a run. */
    @Test
    void shouldStopAtAnUnknownHostAtTheFirstStartOnly() {
        MySqlException unknown = new ConnectionClosedException(Reason.UNKNOWN_HOST, "db: unknown host", null);

        assertThat(decide(policy(CONFIG, 1, false), unknown)).isEqualTo(Action.STOP);
        ReconnectPolicy several = policy(CONFIG, 2, false);
        assertThat(decide(several, unknown)).isEqualTo(Action.RETRY);
        assertThat(decide(several, unknown)).isEqualTo(Action.STOP);
        assertThat(decide(connected(CONFIG, 1), unknown)).isEqualTo(Action.RETRY);
    }
}
