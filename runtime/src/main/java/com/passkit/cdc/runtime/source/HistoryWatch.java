package com.passkit.cdc.runtime.source;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.runtime.checkpoint.Checkpoint;

/**
 * Looks, while a stream brings nothing new, whether what it reads is still the server's log. A server whose log is
 * reset leaves its dumps where they are: they wait at the end of a file that is gone, and send heartbeats.
 * Threading: the supervisor's thread. Blocking: yes.
 */
final class HistoryWatch {

    private static final Logger LOG = LoggerFactory.getLogger(HistoryWatch.class);
    private static final int HEARTBEATS_PER_LOOK = 6;

    private final SourceSession session;
    private final ChangePipeline pipeline;
    private final Executor sourceLoop;
    private final StopSignal stop;

    /**
     * @param session    whose dump runs
     * @param pipeline   knows how far it came
     * @param sourceLoop event loop of the pipeline
     */
    HistoryWatch(SourceSession session, ChangePipeline pipeline, Executor sourceLoop, StopSignal stop) {
        this.session = session;
        this.pipeline = pipeline;
        this.sourceLoop = sourceLoop;
        this.stop = stop;
    }

    /**
     * Waits for the end of a stream.
     *
     * @throws PositionLostException when the server's log is another one since
     */
    void await(CompletableFuture<?> ended) {
        long intervalMs = Math.max(1, HEARTBEATS_PER_LOOK * session.heartbeat().toMillis());
        CompletableFuture<?> settled = stop.settled(ended);
        Checkpoint before = null;
        while (!stop.isDoneWithin(settled, intervalMs)) {
            Checkpoint now = stop.await(CompletableFuture.supplyAsync(pipeline::received, sourceLoop));
            if (now != null && now.equals(before)) {
                look(now);
            }
            before = now;
        }
        stop.await(ended);
    }

    private void look(Checkpoint position) {
        try (SourceSession other = session.another()) {
            HistoryCheck.require(position, other);
        } catch (PositionLostException e) {
            throw e;
        } catch (MySqlException e) {
            // The stream itself tells when the server is gone.
            LOG.debug("no look at the binary logs of the server", e);
        }
    }
}
