package com.passkit.cdc.cli;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import com.passkit.cdc.protocol.client.MySqlClient;
import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.client.TlsMode;
import com.passkit.cdc.protocol.error.ConnectionClosedException;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.position.ExecutedGtids;
import com.passkit.cdc.runtime.CdcConfig;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;
import com.passkit.cdc.runtime.checkpoint.StoredPosition;
import com.passkit.cdc.runtime.rules.RuleCheck;
import com.passkit.cdc.runtime.source.HostSurvey;
import com.passkit.cdc.runtime.source.HostView;
import com.passkit.cdc.runtime.source.HostView.Standing;
import com.passkit.cdc.runtime.source.SourceConfig.Host;
import com.passkit.cdc.snapshot.catalog.BinaryLog;
import com.passkit.cdc.snapshot.catalog.Catalog;
import com.passkit.cdc.snapshot.catalog.Preflight;
import com.passkit.cdc.snapshot.catalog.Preflight.Finding;
import com.passkit.cdc.snapshot.catalog.Preflight.Level;
import com.passkit.cdc.snapshot.catalog.SemiSyncState;
import com.passkit.cdc.snapshot.catalog.ServerState;

/** What each server and the user on it lack, and whether the stored position is still there. Blocking: yes. */
final class SourceCheck {

    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String HOST = "host";
    private static final String POSITION = "position";
    private static final String SOURCE = "source";

    private final CdcConfig config;
    private final StoredPosition position;

    SourceCheck(CdcConfig config, StoredPosition position) {
        this.config = config;
        this.position = position;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        try (MySqlClient client = new MySqlClient()) {
            List<HostView> views = await(HostSurvey.of(client, config.source(), position));
            HostView chosen = views.stream().filter(HostView::isFit).findFirst().orElse(null);
            for (int i = 0; i < views.size(); i++) {
                HostView view = views.get(i);
                for (Finding finding : of(client, config.source().hosts().get(i))) {
                    findings.add(chosen == null && view.standing() != Standing.BEHIND ? finding : milder(finding));
                }
                if (!view.role().isEmpty()) {
                    findings.add(host(view, chosen));
                }
            }
        }
        return findings;
    }

    private static Finding host(HostView view, HostView chosen) {
        String subject = "source " + view.host();
        String message = view.role() + "; " + view.reason();
        if (view == chosen) {
            return new Finding(Level.OK, HOST, subject, message + "; run reads from this one", "");
        }
        if (view.isFit()) {
            return new Finding(Level.OK, HOST, subject, message + "; takes over from the one before", "");
        }
        boolean isFailure = chosen == null && switch (view.standing()) {
            case WRONG_ROLE, OUT_OF_GROUP, REFUSED -> true;
            // What it lacks is said of the stored position.
            default -> false;
        };
        return new Finding(isFailure ? Level.FAILURE : Level.WARNING, HOST, subject, "not read from: " + message, "");
    }

    /** What one host lacks keeps no run from working that reads from another one, and may be there in time. */
    private static Finding milder(Finding finding) {
        boolean mayPass = finding.level() == Level.FAILURE
            && (finding.id().equals(POSITION) || finding.id().equals(SOURCE));
        return mayPass ? new Finding(Level.WARNING, finding.id(), finding.subject(), finding.message(),
            finding.remedy()) : finding;
    }

    private List<Finding> of(MySqlClient client, Host host) {
        List<Finding> findings = new ArrayList<>();
        String subject = "source " + host;
        try (MySqlConnection connection = await(client.connect(config.source().clientConfig(host, LIMIT)))) {
            findings.add(new Finding(Level.OK, "login", subject,
                "version " + connection.server().versionText() + ", logged in as " + config.source().user(), ""));
            findings.add(tls(subject, host, connection));
            findings.addAll(await(new Preflight(connection, config.filter(),
                config.source().serverId(), null).full(config.snapshot().lock())));
            findings.addAll(rules(connection));
            if (config.source().semiSync()) {
                findings.add(await(SemiSyncState.read(connection)).finding(subject));
            }
            if (position instanceof StoredPosition.At at) {
                findings.add(position(at.checkpoint(), connection));
            }
        } catch (MySqlException e) {
            findings.add(new Finding(Level.FAILURE, SOURCE, subject, Failure.of(e).message(), ""));
        }
        return findings;
    }

    private List<Finding> rules(MySqlConnection connection) {
        if (config.rules().isEmpty()) {
            return List.of();
        }
        return RuleCheck.of(config.rules(), await(new Catalog(connection).tables(config.filter())));
    }

    private Finding tls(String subject, Host host, MySqlConnection connection) {
        if (host.isSocket()) {
            return new Finding(Level.OK, "tls", subject, "a Unix socket, which nobody elsewhere can read along", "");
        }
        TlsMode mode = config.source().tls().mode();
        boolean isVerified = mode == TlsMode.VERIFY_CA || mode == TlsMode.VERIFY_IDENTITY;
        if (isVerified) {
            return new Finding(Level.OK, "tls", subject, "TLS with a verified certificate", "");
        }
        return new Finding(Level.WARNING, "tls", subject, connection.server().isTls()
            ? "TLS, but " + mode + " trusts any certificate" : "not encrypted",
            "source.tls: {mode: VERIFY_IDENTITY, ca: <the server's CA>}");
    }

    private static Finding position(Checkpoint checkpoint, MySqlConnection connection) {
        ServerState server = await(ServerState.read(connection));
        String text = PositionText.line(checkpoint);
        if (checkpoint.gtidKind() != server.gtidKind()) {
            return gone(text + "; it is one of " + checkpoint.gtidKind() + ", and the server is " + server.gtidKind());
        }
        if (server.isGtidOn() && checkpoint.gtids() != null) {
            ExecutedGtids ours = checkpoint.executed();
            ExecutedGtids purged = server.gtids().purgedBeyond(ours);
            ExecutedGtids unknown = server.gtids().unknownOf(ours);
            if (!purged.isEmpty()) {
                return gone(text + "; the server purged " + purged + " before they were read");
            }
            return unknown.isEmpty() ? here(text) : gone(text + "; the server never had " + unknown);
        }
        List<BinaryLog> logs = await(ServerState.binaryLogs(connection));
        boolean isHere = checkpoint.serverUuid().equals(server.serverUuid())
            && logs.stream().anyMatch(log -> log.name().equals(checkpoint.file())
                && log.length() >= checkpoint.offset());
        return isHere ? here(text) : gone(text + "; the server has no such place in its binary logs");
    }

    private static Finding here(String text) {
        return new Finding(Level.OK, POSITION, "stored position", text, "");
    }

    private static Finding gone(String text) {
        return new Finding(Level.FAILURE, POSITION, "stored position", text,
            "passkit-cdc position reset, then run takes a new snapshot");
    }

    static <T> T await(CompletableFuture<T> future) {
        try {
            return future.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (Failure.unwrap(e) instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new ConnectionClosedException("no answer within " + LIMIT.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ConnectionClosedException("interrupted", e);
        }
    }
}
