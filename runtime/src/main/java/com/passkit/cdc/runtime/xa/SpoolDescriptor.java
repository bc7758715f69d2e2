package com.passkit.cdc.runtime.xa;

import java.nio.charset.StandardCharsets;

/**
 * A file with the captured rows of one XA transaction, as the events that carry them.
 * <pre>
 * Spool  =&gt; Line, START, FORMAT, Record*, END
 * Line   =&gt; "passkit-cdc xa/1\n"
 * Record =&gt;
 *   Kind     =&gt; uint8
 *   Position =&gt; uint64          of an EVENT: where it began in its binlog file; of SKIPPED: a count of rows
 *   Length   =&gt; uint32
 *   Body     =&gt; bytes[Length]
 *   Sum      =&gt; uint32          CRC32C of everything before it in the file
 *
 * START      a {@link XaStart} as JSON
 * FORMAT     the FORMAT_DESCRIPTION event that the others were written under, its checksum switched off
 * EVENT      a table map or rows event, without checksum and with 0 as its end position
 * SKIPPED    no body: rows that were not captured
 * STATEMENT  the statement that caused the rows that follow, UTF-8
 * END        no body: the transaction is whole
 * </pre>
 * All integers are big endian, but for those inside of events.
 */
final class SpoolDescriptor {

    static final byte[] LINE = "passkit-cdc xa/1\n".getBytes(StandardCharsets.US_ASCII);

    static final int KIND_OFFSET = 0;
    static final int POSITION_OFFSET = KIND_OFFSET + Byte.BYTES;
    static final int LENGTH_OFFSET = POSITION_OFFSET + Long.BYTES;
    static final int BODY_OFFSET = LENGTH_OFFSET + Integer.BYTES;
    static final int SUM_LENGTH = Integer.BYTES;

    static final byte START = 1;
    static final byte FORMAT = 2;
    static final byte EVENT = 3;
    static final byte SKIPPED = 4;
    static final byte STATEMENT = 5;
    static final byte END = 6;

    private SpoolDescriptor() {
    }
}
