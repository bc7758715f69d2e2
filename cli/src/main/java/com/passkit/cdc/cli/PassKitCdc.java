package com.passkit.cdc.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The passkit-cdc command. */
@Command(name = "passkit-cdc", mixinStandardHelpOptions = true)
public final class PassKitCdc implements Runnable {

    @Override
    public void run() {
        CommandLine.usage(this, System.err);
    }

    public static void main(String[] args) {
        System.exit(new CommandLine(new PassKitCdc()).execute(args));
    }
}
