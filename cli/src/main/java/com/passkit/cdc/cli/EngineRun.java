package com.passkit.cdc.cli;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.passkit.cdc.cli.admin.AdminServer;
import com.passkit.cdc.cli.admin.EngineMonitor;
import com.passkit.cdc.cli.admin.SnapshotRequests;
import com.passkit.cdc.cli.config.AdminConfig;
import com.passkit.cdc.cli.progress.ProgressBar;
import com.passkit.cdc.runtime.CdcConfig;
import com.passkit.cdc.runtime.CdcEngine;
import com.passkit.cdc.runtime.ProductVersion;
import com.passkit.cdc.runtime.checkpoint.FilePositionStore;
import com.passkit.cdc.runtime.checkpoint.StoredPosition;
import com.passkit.cdc.runtime.incremental.RequestAnswer;
import com.passkit.cdc.runtime.state.StateDirectory;
import com.passkit.cdc.runtime.state.StateException;

/** An engine from its launch to its exit code, with the admin endpoint beside it. Blocking: yes, until it ends. */
final class EngineRun {

    private static final Logger LOG = LoggerFactory.getLogger(EngineRun.class);

    private final CliContext context;
    private final CdcConfig config;
    private final AdminConfig admin;
    private final boolean isQuiet;
    private volatile SnapshotRequests snapshots = SnapshotRequests.NONE;

    /** @param isQuiet no progress bar, not even on a terminal */
    EngineRun(CliContext context, CdcConfig config, AdminConfig admin, boolean isQuiet) {
        this.context = context;
        this.config = config;
        this.admin = admin;
        this.isQuiet = isQuiet;
    }

    int run(Function<CdcConfig, CdcEngine> launch, String success) {
        NativeFolder.prepare(config.stateDirectory().resolve(config.name()));
        int columns = isQuiet ? 0 : context.terminalColumns();
        try (ProgressBar bar = columns == 0 ? null : new ProgressBar(context.err(), columns);
            EngineMonitor monitor =
                new EngineMonitor(config.name(), ProductVersion.current(), bar == null ? null : bar::show);
            AdminServer server = admin.isEnabled() ? AdminServer.start(admin, monitor, this::request) : null) {
            if (server != null) {
                LOG.info("admin endpoint at http://{}:{}/ (health, metrics, status)",
                    server.address().getHostString(), server.address().getPort());
            }
            CdcEngine engine = launch.apply(config);
            monitor.watch(engine::status, engine.metrics());
            snapshots = engine::requestSnapshot;
            context.onStop(engine::close);
            engine.completion().join();
        } catch (CompletionException e) {
            throw new RunEndedException(Failure.unwrap(e), position());
        }
        context.err().println(ExitCode.DONE.line(success + "; " + position()));
        return ExitCode.DONE.number();
    }

    private CompletableFuture<RequestAnswer> request(List<String> tables) {
        return snapshots.request(tables);
    }

    private String position() {
        try {
            StoredPosition stored =
                new FilePositionStore(StateDirectory.peek(config.stateDirectory(), config.name())).load();
            return stored instanceof StoredPosition.At at ? PositionText.line(at.checkpoint()) : "no position yet";
        } catch (StateException e) {
            return "position not readable";
        }
    }
}
