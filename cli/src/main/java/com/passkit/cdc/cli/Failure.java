package com.passkit.cdc.cli;

import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

import com.passkit.cdc.cli.config.ConfigException;
import com.passkit.cdc.protocol.error.ConnectionClosedException;
import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.error.ServerErrorException;
import com.passkit.cdc.runtime.PublishStoppedException;
import com.passkit.cdc.runtime.publish.PublishStop;
import com.passkit.cdc.runtime.state.StateException;

/**
 * Why a command ended, and what helps: the one place that maps errors to exit codes.
 *
 * @param code    how the program ends
 * @param message what happened, without secrets
 */
record Failure(ExitCode code, String message) {

    private static final int ER_DBACCESS_DENIED = 1044;
    private static final int ER_ACCESS_DENIED = 1045;
    private static final int ER_TABLEACCESS_DENIED = 1142;
    private static final int ER_SPECIFIC_ACCESS_DENIED = 1227;
    private static final int ER_NO_BINARY_LOGGING = 1381;

    static Failure of(Throwable thrown) {
        Throwable cause = unwrap(thrown);
        if (cause instanceof ConfigException config) {
            return new Failure(ExitCode.USAGE, config.problems().get(0) + more(config.problems().size() - 1));
        }
        if (cause instanceof StateException) {
            return new Failure(ExitCode.STATE_UNUSABLE, cause.getMessage());
        }
        if (cause instanceof PublishStoppedException publish) {
            if (publish.getCause() instanceof OutOfMemoryError) {
                return of(publish.getCause());
            }
            return new Failure(ofPublish(publish.stop().reason()), cause.getMessage());
        }
        if (cause instanceof RunEndedException ended) {
            Failure failure = of(ended.getCause());
            return new Failure(failure.code(), failure.message() + "; " + ended.position());
        }
        if (cause instanceof MySqlException source) {
            return ofSource(source);
        }
        if (cause instanceof OutOfMemoryError) {
            return new Failure(ExitCode.USAGE, "memory: " + cause.getMessage()
                + " (expected: room for the batches and some times the longest row; -Xmx bounds the heap,"
                + " -XX:MaxDirectMemorySize the rest: set them in PASSKIT_CDC_JAVA_OPTS, or exclude the table)");
        }
        return new Failure(ExitCode.DEFECT, cause + " (please report it with the lines above)");
    }

    /** @return the error behind the wrappings of futures */
    static Throwable unwrap(Throwable thrown) {
        Throwable cause = thrown;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
            && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private static ExitCode ofPublish(PublishStop.Reason reason) {
        return switch (reason) {
            case REFUSED, REJECTED, TOO_LARGE, DEAD_LETTERS_FULL -> ExitCode.ENDPOINT_REFUSED;
            case STATE_UNUSABLE -> ExitCode.STATE_UNUSABLE;
            case DEFECT -> ExitCode.DEFECT;
        };
    }

    private static Failure ofSource(MySqlException source) {
        if (source.recovery() == Recovery.RESNAPSHOT) {
            return new Failure(ExitCode.POSITION_GONE, withRemedy(source, "passkit-cdc position reset",
                "take a new snapshot: passkit-cdc position reset, then run"));
        }
        if (source instanceof MalformedPacketException) {
            return new Failure(ExitCode.DEFECT, source.getMessage()
                + "; bytes of the source that this program cannot read: please report it with the lines above");
        }
        return new Failure(ExitCode.SOURCE_REFUSED, withRemedy(source, "Remedy:", remedy(source)));
    }

    private static String remedy(MySqlException source) {
        if (source instanceof ServerErrorException error) {
            return switch (error.errorNumber()) {
                case ER_ACCESS_DENIED -> "check source.user and source.password (--user, --password-env, "
                    + "--password-file), and that the account may log in from this host";
                case ER_DBACCESS_DENIED, ER_TABLEACCESS_DENIED, ER_SPECIFIC_ACCESS_DENIED ->
                    "a privilege is missing: passkit-cdc check prints the GRANT that mends it";
                case ER_NO_BINARY_LOGGING -> "switch the binary log on: log_bin in my.cnf";
                default -> "passkit-cdc check tells what the server, the user and the settings lack";
            };
        }
        if (source instanceof ConnectionClosedException) {
            return "check source.hosts (--host, --port), that the server is up, and the network between";
        }
        // The others name it themselves.
        return "";
    }

    /** Adds what helps, unless the error names it already. */
    private static String withRemedy(MySqlException source, String named, String remedy) {
        String message = String.valueOf(source.getMessage());
        return remedy.isEmpty() || message.contains(named) ? message : message + "; " + remedy;
    }

    private static String more(int count) {
        return count == 0 ? "" : "; and " + count + " more above";
    }
}
