package com.passkit.cdc.protocol.error;

/** An ERR packet of the server. */
public final class ServerErrorException extends MySqlException {

    private static final long serialVersionUID = 1L;

    private final int errorNumber;
    private final String sqlState;

    private ServerErrorException(Recovery recovery, int errorNumber, String sqlState, String message) {
        super(recovery, "server error " + errorNumber + " (" + sqlState + "): " + message);
        this.errorNumber = errorNumber;
        this.sqlState = sqlState;
    }

    /**
     * @param errorNumber MySQL's error number, 1 to 65535
     * @param sqlState    five characters, {@code HY000} when the server sent none
     * @param message     the server's words
     */
    public static ServerErrorException of(int errorNumber, String sqlState, String message) {
        String remedy = ServerErrorRemedy.of(errorNumber);
        return new ServerErrorException(ServerErrorRecovery.of(errorNumber, message), errorNumber, sqlState,
            remedy.isEmpty() ? message : message + ". " + remedy);
    }

    /** @return MySQL's error number */
    public int errorNumber() {
        return errorNumber;
    }

    /** @return the five characters of the SQL state */
    public String sqlState() {
        return sqlState;
    }
}
