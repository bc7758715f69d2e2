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

    private final transient Xid xid;
    private final String file;
    private final long offset;

    private UnknownXaCommit(Xid xid, String file, long offset) {
        super(Recovery.RESNAPSHOT, "XA transaction " + xid + ": committed at " + file + ':' + offset
            + ", but prepared before the position at which this run began (expected: its preparation in the part of"
            + " the log that was read)");
        this.xid = xid;
        this.file = file;
        this.offset = offset;
    }

    /** @return the one behind this error; null where there is none */
    static UnknownXaCommit in(Throwable error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof UnknownXaCommit commit) {
                return commit;
            }
        }
        return null;
    }

    Xid xid() {
        return xid;
    }

    /** @return binlog file of the commit */
    String file() {
        return file;
    }

    /** @return 64-bit start of the commit in it */
    long offset() {
        return offset;
    }

    static void fail(Xid xid, String file, long offset) {
        throw new UnknownXaCommit(xid, file, offset);
    }

    static void warn(Xid xid, String file, long offset) {
        LOG.warn("XA transaction {}: committed at {}:{}, but prepared before the start; its rows are not known", xid,
            file, offset);
    }
}
