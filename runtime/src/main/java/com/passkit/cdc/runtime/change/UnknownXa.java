package com.passkit.cdc.runtime.change;

import com.passkit.cdc.protocol.binlog.event.Xid;

/** Decides what it means that an XA transaction is committed whose preparation was not seen. */
@FunctionalInterface
public interface UnknownXa {

    /**
     * The rows of this transaction are not known. A return passes over them.
     *
     * @param file   binlog file of the commit
     * @param offset 64-bit start of the commit in it
     */
    void onCommit(Xid xid, String file, long offset);
}
