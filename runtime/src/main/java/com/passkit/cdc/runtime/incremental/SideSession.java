package com.passkit.cdc.runtime.incremental;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import com.passkit.cdc.snapshot.catalog.Failures;
import com.passkit.cdc.snapshot.incremental.ChunkSource;

/**
 * The session beside that of the stream, which tables are read over: opened when it is needed, closed when nothing is
 * left to read. Threading: source event loop only.
 */
final class SideSession implements AutoCloseable {

    private final Supplier<CompletableFuture<ChunkSource>> opener;
    private final Consumer<Throwable> onFailure;
    private final Runnable onOutcome;
    private CompletableFuture<ChunkSource> session;
    private boolean isClosed;

    /**
     * @param opener    opens a session with the server of the stream
     * @param onFailure told why a request failed
     * @param onOutcome told behind the outcome of each request, whatever it was
     */
    SideSession(Supplier<CompletableFuture<ChunkSource>> opener, Consumer<Throwable> onFailure, Runnable onOutcome) {
        this.opener = opener;
        this.onFailure = onFailure;
        this.onOutcome = onOutcome;
    }

    /** @return what opens one more, to be closed by whoever asks for it */
    Supplier<CompletableFuture<ChunkSource>> opener() {
        return opener;
    }

    /** Asks the server, and goes on with its answer unless this was closed meanwhile. */
    <T> void ask(Function<ChunkSource, CompletableFuture<T>> request, Consumer<T> next) {
        opened().thenCompose(request).whenComplete((answer, error) -> {
            if (isClosed) {
                return;
            }
            try {
                if (error == null) {
                    next.accept(answer);
                } else {
                    onFailure.accept(Failures.cause(error));
                }
            } catch (RuntimeException | Error e) {
                onFailure.accept(e);
            }
            onOutcome.run();
        });
    }

    /** Ends the transaction of a view that is not used. */
    void endView() {
        opened().thenCompose(ChunkSource::endView);
    }

    private CompletableFuture<ChunkSource> opened() {
        if (session == null) {
            session = opener.get();
        }
        return session;
    }

    /** Nothing is to be asked for the moment. */
    void release() {
        if (session != null) {
            session.thenAccept(ChunkSource::close);
            session = null;
        }
    }

    @Override
    public void close() {
        isClosed = true;
        release();
    }
}
