package com.passkit.cdc.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * SIGTERM and SIGINT as a request to stop: the command ends cleanly, and its own exit code is that of the process, not
 * the signal's. Threading: any thread.
 */
final class GracefulExit {

    /** Longer than any wait of a stopping command; a second signal does not shorten it, SIGKILL does. */
    private static final long LIMIT_MINUTES = 65;

    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile int code;

    private GracefulExit() {
    }

    static GracefulExit install(CliContext context) {
        GracefulExit exit = new GracefulExit();
        Runtime.getRuntime().addShutdownHook(new Thread(() -> exit.onShutdown(context), "cdc-signal"));
        return exit;
    }

    /** Ends the process. Does not return. */
    void end(int exitCode) {
        code = exitCode;
        ended.countDown();
        System.exit(exitCode);
    }

    private void onShutdown(CliContext context) {
        if (ended.getCount() == 0) {
            return;
        }
        context.requestStop();
        try {
            if (ended.await(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                Runtime.getRuntime().halt(code);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Runtime.getRuntime().halt(ExitCode.DEFECT.number());
    }
}
