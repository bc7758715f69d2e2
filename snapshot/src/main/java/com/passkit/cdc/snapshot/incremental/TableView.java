package com.passkit.cdc.snapshot.incremental;

/**
 * An open transaction that sees a table as it was at a place of the binary log.
 *
 * @param table    as it was
 * @param point    the place
 * @param executed GTIDs that it surely sees: exact only when nothing else lies before the place; null where it is exact
 *                 in any case
 */
public record TableView(KeyedTable table, LogPoint point, String executed) {
}
