package com.passkit.cdc.runtime.source;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import com.passkit.cdc.protocol.binlog.event.Xid;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.Recovery;

/** An XA transaction is committed that was prepared before the position at which reading began. */
final class UnknownXaCommit extends MySqlException {

    private static final long serialVersionUID = 1L;
    private static final Logger LOG = LoggerFactory.getLogger(UnknownXaCommit.class);

    private UnknownXaCommit(Xid xid, String file, long offset) {
        super(Recovery.RESNAPSHOT, "XA transaction " + xid + ": committed at " + file + ':' + offset
            + ", but prepared before the position at which this run began, so that its rows are not known"
            + " (expected: its preparation in the part of the log that was read)");
    }

    static void fail(Xid xid, String file, long offset) {
        throw new UnknownXaCommit(xid, file, offset);
    }

    static void warn(Xid xid, String file, long offset) {
        LOG.warn("XA transaction {}: committed at {}:{}, but prepared before the start; its rows are not known", xid,
            file, offset);
    }
}
