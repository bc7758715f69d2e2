package com.passkit.cdc.cli;

import java.util.concurrent.CompletionException;

import org.junit.jupiter.api.Test;

import com.passkit.cdc.cli.config.ConfigException;
import com.passkit.cdc.protocol.error.AuthenticationException;
import com.passkit.cdc.protocol.error.ConnectionClosedException;
import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.ServerErrorException;
import com.passkit.cdc.protocol.error.UnsupportedFeatureException;
import com.passkit.cdc.runtime.state.StateException;

import static org.assertj.core.api.Assertions.assertThat;

class FailureTest {

    @Test
    void shouldKeepTheNumbersOfTheContract() {
        assertThat(ExitCode.values()).extracting(ExitCode::number).containsExactly(0, 1, 2, 3, 4, 5, 6, 70);
    }

    @Test
    void shouldNameTheRemedyOfAWrongPassword() {
        Failure failure = Failure.of(new CompletionException(
            ServerErrorException.of(1045, "28000", "Access denied for user 'cdc'@'localhost'")));

        assertThat(failure.code()).isEqualTo(ExitCode.SOURCE_REFUSED);
        assertThat(failure.code().line(failure.message())).isEqualTo("passkit-cdc: exit 3 (the source refused): server "
            + "error 1045 (28000): Access denied for user 'cdc'@'localhost'; check source.user and source.password "
            + "(--user, --password-env, --password-file), and that the account may log in from this host");
    }

    @Test
    void shouldMapEachKindOfError() {
        assertThat(codeOf(ConfigException.of("x: y"))).isEqualTo(2);
        assertThat(codeOf(ServerErrorException.of(1227, "42000", "need RELOAD"))).isEqualTo(3);
        assertThat(codeOf(new AuthenticationException("TLS"))).isEqualTo(3);
        assertThat(codeOf(new UnsupportedFeatureException("format"))).isEqualTo(3);
        assertThat(codeOf(new ConnectionClosedException("refused"))).isEqualTo(3);
        assertThat(codeOf(ServerErrorException.of(1236, "HY000",
            "Cannot replicate because the source purged required binary logs."))).isEqualTo(4);
        assertThat(codeOf(new StateException(StateException.Problem.LOCKED, "locked"))).isEqualTo(6);
        assertThat(codeOf(MalformedPacketException.of("a", "b", 1, "2"))).isEqualTo(70);
        assertThat(codeOf(new IllegalStateException("?"))).isEqualTo(70);
        assertThat(codeOf(new OutOfMemoryError("Cannot reserve 1 bytes of direct buffer memory"))).isEqualTo(2);
    }

    @Test
    void shouldPutTheLastLineOnOneLine() {
        assertThat(ExitCode.DEFECT.line("a\n  b\n")).isEqualTo("passkit-cdc: exit 70 (a defect of this program): a; b");
    }

    private static int codeOf(Throwable thrown) {
        return Failure.of(thrown).code().number();
    }
}
