package com.passkit.cdc.snapshot.catalog;

import java.util.ArrayList;
import java.util.List;

/** Collects the findings of one part of the preflight. */
final class Findings {

    private final List<Preflight.Finding> list = new ArrayList<>();

    /** About what the check is named after. */
    void ok(String id, String message) {
        ok(id, id, message);
    }

    void warning(String id, String message, String remedy) {
        warning(id, id, message, remedy);
    }

    void failure(String id, String message, String remedy) {
        failure(id, id, message, remedy);
    }

    void ok(String id, String subject, String message) {
        list.add(new Preflight.Finding(Preflight.Level.OK, id, subject, message, ""));
    }

    void warning(String id, String subject, String message, String remedy) {
        list.add(new Preflight.Finding(Preflight.Level.WARNING, id, subject, message, remedy));
    }

    void failure(String id, String subject, String message, String remedy) {
        list.add(new Preflight.Finding(Preflight.Level.FAILURE, id, subject, message, remedy));
    }

    List<Preflight.Finding> list() {
        return List.copyOf(list);
    }
}
