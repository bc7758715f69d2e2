package com.passkit.cdc.runtime.source;

import java.util.List;
import java.util.stream.Collectors;

import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.snapshot.catalog.Preflight.Finding;

/** The server, the user or the settings lack what a run needs. The message names each with its remedy. */
public final class SourceRefusedException extends MySqlException {

    private static final long serialVersionUID = 1L;

    SourceRefusedException(List<Finding> failures) {
        super(Recovery.STOP, failures.stream().map(SourceRefusedException::inWords).collect(Collectors.joining("; ")));
    }

    private static String inWords(Finding failure) {
        String what = failure.subject() + ": " + failure.message();
        return failure.remedy().isEmpty() ? what : what + ". Remedy: " + failure.remedy();
    }
}
