package com.passkit.cdc.protocol.client;

/**
 * Told for which transactions a semi-synchronous source waits. Each is answered by
 * {@link BinlogStream#acknowledge(String, long)}, in the same order, once it is safe; the source keeps the session that
 * committed it waiting until then, or until its own time-out.
 * Threading: the connection's event loop.
 */
@FunctionalInterface
public interface SemiSyncHandler {

    /**
     * The source waits for a transaction, whose events have all been handed out.
     *
     * @param file   of the transaction
     * @param offset of its end
     */
    void onAcknowledgementWanted(String file, long offset);
}
