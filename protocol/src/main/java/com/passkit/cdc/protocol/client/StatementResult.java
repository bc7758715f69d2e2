package com.passkit.cdc.protocol.client;

/**
 * What a statement without rows did.
 *
 * @param affectedCount rows that it changed
 * @param lastInsertId  first generated key, to be read as unsigned; 0 for none
 */
public record StatementResult(long affectedCount, long lastInsertId) {
}
