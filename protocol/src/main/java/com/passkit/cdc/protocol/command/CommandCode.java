package com.passkit.cdc.protocol.command;

/** First byte of a command. Source: MySQL Internals, "enum_server_command". */
final class CommandCode {

    /** COM_QUIT. */
    static final int QUIT = 0x01;
    /** COM_QUERY. */
    static final int QUERY = 0x03;
    /** COM_PING. */
    static final int PING = 0x0e;
    /** COM_BINLOG_DUMP. */
    static final int BINLOG_DUMP = 0x12;
    /** COM_REGISTER_SLAVE. */
    static final int REGISTER_REPLICA = 0x15;
    /** COM_STMT_PREPARE. */
    static final int STATEMENT_PREPARE = 0x16;
    /** COM_STMT_EXECUTE. */
    static final int STATEMENT_EXECUTE = 0x17;
    /** COM_STMT_CLOSE. */
    static final int STATEMENT_CLOSE = 0x19;
    /** COM_BINLOG_DUMP_GTID. */
    static final int BINLOG_DUMP_GTID = 0x1e;

    private CommandCode() {
    }
}
