package com.passkit.cdc.cli;

import java.util.List;

import com.passkit.cdc.runtime.CdcConfig;
import com.passkit.cdc.runtime.checkpoint.FilePositionStore;
import com.passkit.cdc.runtime.checkpoint.StoredPosition;
import com.passkit.cdc.runtime.state.StateDirectory;
import com.passkit.cdc.runtime.state.StateException;
import com.passkit.cdc.snapshot.catalog.Preflight.Finding;
import com.passkit.cdc.snapshot.catalog.Preflight.Level;

/** Whether the state directory can be used, and what is in it. */
final class StateCheck {

    private static final String ID = "state.dir";

    private final Finding finding;
    private final StoredPosition position;

    StateCheck(CdcConfig config) {
        Finding found;
        StoredPosition stored = new StoredPosition.None();
        try (StateDirectory directory = StateDirectory.open(config.stateDirectory(), config.name())) {
            stored = new FilePositionStore(directory).load();
            found = new Finding(Level.OK, ID, ID, directory.path() + ", " + words(stored), "");
        } catch (StateException e) {
            found = new Finding(Level.FAILURE, ID, ID, e.getMessage(), "");
        }
        finding = found;
        position = stored;
    }

    List<Finding> findings() {
        return List.of(finding);
    }

    StoredPosition position() {
        return position;
    }

    private static String words(StoredPosition stored) {
        return stored instanceof StoredPosition.At at
            ? PositionText.line(at.checkpoint()) : "no position yet: the first run begins anew";
    }
}
