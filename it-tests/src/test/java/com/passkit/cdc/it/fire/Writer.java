package com.passkit.cdc.it.fire;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.Random;

/** What one thread of the load writes, a transaction at a time. Threading: that thread. */
interface Writer {

    /**
     * Writes a transaction, but for its end and its row in the audit table.
     *
     * @param tx     its number
     * @param isVoid whether it will be rolled back; its rows then carry
     *               {@link com.passkit.cdc.it.harness.WriteLoad#NEVER}
     */
    void write(Statement statement, Random random, long tx, boolean isVoid) throws SQLException;

    /** It is committed. */
    void onCommitted(long tx);

    /** It was rolled back, by the writer or by the server. */
    void onUndone();

    /** @return how long to wait before the next one */
    long pauseMs(Random random);
}
