package com.passkit.cdc.cli;

import org.slf4j.LoggerFactory;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;

/** How much is logged; where to is the matter of logback.xml. */
final class LogLevels {

    private static final String PRODUCT = "com.passkit.cdc";

    private LogLevels() {
    }

    /** @param steps 1: the product's debug lines; 2: everything of it and its libraries' debug lines */
    static void raise(int steps) {
        logger(PRODUCT).setLevel(steps > 1 ? Level.TRACE : Level.DEBUG);
        if (steps > 1) {
            logger(Logger.ROOT_LOGGER_NAME).setLevel(Level.DEBUG);
        }
    }

    private static Logger logger(String name) {
        return (Logger) LoggerFactory.getLogger(name);
    }
}
