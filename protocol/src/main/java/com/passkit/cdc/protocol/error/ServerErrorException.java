package com.passkit.cdc.protocol.error;

/** An ERR packet of the server. */
public final class ServerErrorException extends MySqlException {

    private static final long serialVersionUID = 1L;

    private final int errorNumber;
    private final String sqlState;
    private final DumpRefusal dumpRefusal;

    private ServerErrorException(
        Recovery recovery, int errorNumber, String sqlState, String message, DumpRefusal dumpRefusal) {
        super(recovery, "server error " + errorNumber + " (" + sqlState + "): " + message);
        this.errorNumber = errorNumber;
        this.sqlState = sqlState;
        this.dumpRefusal = dumpRefusal;
    }

    /**
     * @param errorNumber MySQL's error number, 1 to 65535
     * @param sqlState    five characters, {@code HY000} when the server sent none
     * @param message     the server's words
     */
    public static ServerErrorException of(int errorNumber, String sqlState, String message) {
        DumpRefusal refusal = DumpRefusal.of(errorNumber, message);
        String remedy = refusal == null ? ServerErrorRemedy.of(errorNumber) : refusal.explanation();
        return new ServerErrorException(
            refusal == null ? ServerErrorRecovery.of(errorNumber) : refusal.recovery(), errorNumber, sqlState,
            remedy.isEmpty() ? message : message + ". " + remedy, refusal);
    }

    /** @return MySQL's error number */
    public int errorNumber() {
        return errorNumber;
    }

    /** @return why a binlog dump was refused or ended; null when the error is of something else */
    public DumpRefusal dumpRefusal() {
        return dumpRefusal;
    }

    /** @return the five characters of the SQL state */
    public String sqlState() {
        return sqlState;
    }
}
