package com.passkit.cdc.runtime;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

import com.passkit.cdc.runtime.state.StateDirectory;
import com.passkit.cdc.runtime.state.StateException;
import com.passkit.cdc.runtime.state.StateFile;

/**
 * The UUID by which servers know a connector, the same in each run: a server that has not noticed the end of the run
 * before takes the new connection for a return, not for a stranger with the same replica id.
 */
final class ReplicaIdentity {

    private static final String FILE_NAME = "replica";
    private static final int FORMAT_VERSION = 1;

    private ReplicaIdentity() {
    }

    /** @return that of this state directory; made the first time. Blocking: yes */
    static UUID of(StateDirectory state) {
        StateFile file = state.file(FILE_NAME, FILE_NAME, FORMAT_VERSION);
        byte[] stored = file.read();
        if (stored == null) {
            UUID made = UUID.randomUUID();
            file.write((made + "\n").getBytes(StandardCharsets.US_ASCII));
            return made;
        }
        String text = new String(stored, StandardCharsets.US_ASCII).trim();
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw new StateException(StateException.Problem.DAMAGED, file.path() + ": '" + text
                + "' (expected: a UUID as this release writes it; move the file away for a new one)", e);
        }
    }
}
