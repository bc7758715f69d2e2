package com.passkit.cdc.runtime.source;

import java.util.Collection;

import com.passkit.cdc.runtime.schema.KnownDefinitions.Recorded;

/** Makes what a reader must not forget durable before it goes on. Blocking: yes, for one small file. */
public interface DefinitionKeeper {

    /** Nothing is kept: the reader starts anew each time. */
    DefinitionKeeper NONE = new DefinitionKeeper() {
        @Override
        public void onSnapshotStart(String snapshotId) {
        }

        @Override
        public void save(Collection<Recorded> definitions) {
        }
    };

    /** A snapshot begins; whatever was stored before no longer counts. */
    void onSnapshotStart(String snapshotId);

    /** @param definitions all that are known */
    void save(Collection<Recorded> definitions);
}
