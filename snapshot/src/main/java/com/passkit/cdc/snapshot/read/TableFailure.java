package com.passkit.cdc.snapshot.read;

import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.error.PacketTooLongException;
import com.passkit.cdc.protocol.error.Recovery;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.snapshot.catalog.Failures;

/** Names the table in what went wrong while it was read, and decides what to do where the error alone cannot. */
public final class TableFailure {

    private static final int ER_BAD_FIELD = 1054;
    private static final int ER_BAD_DATABASE = 1049;
    private static final int ER_TABLEACCESS_DENIED = 1142;
    private static final int ER_COLUMNACCESS_DENIED = 1143;
    private static final int ER_NO_SUCH_TABLE = 1146;
    private static final int ER_KEY_DOES_NOT_EXIST = 1176;
    private static final int ER_TABLE_DEF_CHANGED = 1412;

    private TableFailure() {
    }

    /**
     * @param readCount rows of the piece that were read before
     * @return as {@link #of(TableDescriptor, Throwable)}; where a row was too long, with its place
     */
    public static Throwable of(Piece piece, long readCount, int maxRowBytes, Throwable error) {
        Throwable cause = Failures.cause(error);
        if (cause instanceof PacketTooLongException tooLong) {
            return new MySqlException(Recovery.STOP, "snapshot.maxRowBytes: a row of " + piece.table() + " has "
                + (tooLong.isWhole() ? "" : "more than ") + tooLong.length() + " bytes; it is row " + (readCount + 1)
                + (piece.place().isEmpty() ? " of the table" : " of those " + piece.place())
                + " (expected: <= " + maxRowBytes + "; raise the limit, up to 1 GiB, with memory of some times that"
                + " size, -XX:MaxDirectMemorySize, or exclude the table)", cause);
        }
        return of(piece.table(), cause);
    }

    /** @return whether a statement failed since the table is not as it was described, or is not there */
    public static boolean isOfAlteredTable(Throwable error) {
        return Failures.isServerError(error, ER_BAD_FIELD, ER_BAD_DATABASE, ER_NO_SUCH_TABLE, ER_KEY_DOES_NOT_EXIST,
            ER_TABLE_DEF_CHANGED);
    }

    /** @return a {@link MySqlException} with the table in its message; what is none is returned as it is */
    public static Throwable of(TableDescriptor table, Throwable error) {
        Throwable cause = Failures.cause(error);
        if (isOfAlteredTable(cause)) {
            return new MySqlException(Recovery.RESNAPSHOT, "snapshot of " + table
                + ": dropped or altered while the snapshot ran (expected: no DDL meanwhile; begin again): "
                + cause.getMessage(), cause);
        }
        if (Failures.isServerError(cause, ER_TABLEACCESS_DENIED, ER_COLUMNACCESS_DENIED)) {
            return new MySqlException(Recovery.STOP, "snapshot of " + table
                + ": not readable (expected: GRANT SELECT on it to the user): " + cause.getMessage(), cause);
        }
        return cause instanceof MySqlException mySql
            ? new MySqlException(mySql.recovery(), "snapshot of " + table + ": " + mySql.getMessage(), cause) : cause;
    }
}
