package com.passkit.cdc.runtime.source;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.position.BinlogPosition.InFile;
import com.passkit.cdc.runtime.change.TableSelector;
import com.passkit.cdc.runtime.change.XaSearch;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;
import com.passkit.cdc.runtime.rules.TableRules;
import com.passkit.cdc.runtime.schema.KnownDefinitions;
import com.passkit.cdc.runtime.xa.XaSpool;
import com.passkit.cdc.snapshot.catalog.BinaryLog;

/**
 * Finds the rows of an XA transaction that was prepared before the position at which a run began, as happens when a
 * snapshot is taken in between: reads the server's older binary logs up to its commit, the newest first, twice as many
 * each time.
 * Threading: the supervisor's thread. Blocking: yes.
 */
final class XaLookback {

    private static final Logger LOG = LoggerFactory.getLogger(XaLookback.class);

    private final ReadPlan plan;
    private final XaSpool spool;
    private final Executor sourceLoop;
    private final StopSignal stop;

    XaLookback(ReadPlan plan, XaSpool spool, Executor sourceLoop, StopSignal stop) {
        this.plan = plan;
        this.spool = spool;
        this.sourceLoop = sourceLoop;
        this.stop = stop;
    }

    /**
     * @param accepted where the stream goes on
     * @return the same position, with the transaction among those held there
     * @throws MySqlException the commit's own error when its rows are not in the server's logs
     */
    Checkpoint find(SourceSession session, UnknownXaCommit commit, Checkpoint accepted) {
        List<String> files = filesUpTo(commit.file(), session.binaryLogs());
        int last = files.size() - 1;
        for (int count = 1;; count *= 2) {
            int first = Math.max(0, files.size() - count);
            LOG.info("XA transaction {}: committed at {}:{}, looking for its preparation from {} on", commit.xid(),
                commit.file(), commit.offset(), files.get(first));
            if (isFoundFrom(files.get(first), session, commit, accepted)) {
                return accepted.holding(spool.held());
            }
            if (first == 0) {
                throw new MySqlException(Recovery.RESNAPSHOT, commit.getMessage() + "; it is not in the server's binary"
                    + " logs either, of which " + files.get(0) + " is the oldest and " + files.get(last)
                    + " the one of the commit. Take a new snapshot: passkit-cdc position reset", commit);
            }
        }
    }

    private boolean isFoundFrom(String file, SourceSession session, UnknownXaCommit commit, Checkpoint accepted) {
        CompletableFuture<Void> reached = new CompletableFuture<>();
        KnownDefinitions none = new KnownDefinitions((database, table) -> false);
        TableSelector selector = new TableSelector(plan.filter(), TableRules.NONE, none);
        XaSearch search = new XaSearch(selector, spool, plan.deliversQuery(), commit.file(), commit.offset(),
            () -> reached.complete(null));
        stop.await(CompletableFuture.runAsync(() -> spool.restore(accepted.held()), sourceLoop));
        session.readUntil(reached, session.dumpConfig(new InFile(file, InFile.FIRST_EVENT_OFFSET), none,
            plan.deliversQuery()), search, commit.file() + ':' + commit.offset());
        return stop.await(CompletableFuture.supplyAsync(() -> spool.isPrepared(commit.xid()), sourceLoop));
    }

    private static List<String> filesUpTo(String file, List<BinaryLog> logs) {
        List<String> names = logs.stream().map(BinaryLog::name).toList();
        int index = names.indexOf(file);
        if (index >= 0) {
            return names.subList(0, index + 1);
        }
        // It began after the login.
        List<String> all = new ArrayList<>(names);
        all.add(file);
        return all;
    }
}
