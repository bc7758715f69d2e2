package com.passkit.cdc.it.fire;

/** Something that may fail as tests do. */
@FunctionalInterface
interface FireTask {

    void run() throws Exception;
}
