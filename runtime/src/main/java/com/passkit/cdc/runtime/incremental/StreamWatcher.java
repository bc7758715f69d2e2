package com.passkit.cdc.runtime.incremental;

import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.runtime.change.ChangeView;
import com.passkit.cdc.snapshot.catalog.TableName;

/** Looks at a stream as it passes, and hands on something of its own between two events. */
interface StreamWatcher {

    /** Nobody. */
    StreamWatcher NONE = new StreamWatcher() {

        @Override
        public void onChange(ChangeView change) {
        }

        @Override
        public void onDefinition(TableName table) {
        }

        @Override
        public Demand onBoundary() {
            return Demand.CONTINUE;
        }
    };

    /** @param change borrowed until this method returns */
    void onChange(ChangeView change);

    /** A statement gave a table another layout, made it or dropped it. */
    void onDefinition(TableName table);

    /** Between two events, with room for more. @return PAUSE: no event follows before the stream is woken */
    Demand onBoundary();
}
