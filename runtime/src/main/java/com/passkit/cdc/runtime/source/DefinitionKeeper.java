package com.passkit.cdc.runtime.source;

import com.passkit.cdc.runtime.schema.ReadPosition;
import com.passkit.cdc.runtime.schema.SchemaEdit;
import com.passkit.cdc.runtime.schema.SchemaState;

/** Keeps what a reader must not forget. */
public interface DefinitionKeeper {

    /** Nothing is kept: the reader starts anew each time. */
    DefinitionKeeper NONE = new DefinitionKeeper() {
        @Override
        public void onSnapshotStart(String snapshotId) {
        }

        @Override
        public void save(SchemaState state) {
        }

        @Override
        public void append(SchemaEdit edit) {
        }

        @Override
        public SchemaState load(ReadPosition position) {
            return null;
        }
    };

    /** A snapshot begins; whatever was stored before no longer counts. Blocking: yes, for one small file. */
    void onSnapshotStart(String snapshotId);

    /** Keeps these and nothing else. Returns when they are durable. Blocking: yes */
    void save(SchemaState state);

    /** Keeps what a statement changed. It is durable before a position behind the statement is. Blocking: no. */
    void append(SchemaEdit edit);

    /**
     * Forgets what lies behind a position.
     *
     * @return the definitions there; null when none are kept. Blocking: yes
     */
    SchemaState load(ReadPosition position);
}
