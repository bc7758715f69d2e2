package com.passkit.cdc.cli.progress;

import java.io.IOException;

import org.jline.terminal.spi.SystemStream;
import org.jline.terminal.spi.TerminalProvider;

/** The terminal that standard error may be. */
public final class ErrorTerminal {

    /** What asks the operating system by its own programs, without native code. */
    private static final String PROVIDER = "exec";
    private static final int USUAL_COLUMNS = 80;

    private ErrorTerminal() {
    }

    /** @return its width in characters; 0 where standard error is no terminal. Blocking: shortly */
    public static int columns() {
        try {
            TerminalProvider provider = TerminalProvider.load(PROVIDER);
            if (!provider.isSystemStream(SystemStream.Error)) {
                return 0;
            }
            int columns = provider.systemStreamWidth(SystemStream.Error);
            return columns > 0 ? columns : USUAL_COLUMNS;
        } catch (IOException | RuntimeException e) {
            // Without the programs that tell it is taken for none.
            return 0;
        }
    }
}
