package com.passkit.cdc.protocol.binlog.event;

/**
 * Type codes of binlog events, MySQL's {@code Log_event_type} and the range above 160 that MariaDB uses.
 * Threading: any thread.
 */
public enum EventType {
    START_V3(1),
    QUERY(2),
    STOP(3),
    ROTATE(4),
    INTVAR(5),
    LOAD(6),
    SLAVE(7),
    CREATE_FILE(8),
    APPEND_BLOCK(9),
    EXEC_LOAD(10),
    DELETE_FILE(11),
    NEW_LOAD(12),
    RAND(13),
    USER_VAR(14),
    FORMAT_DESCRIPTION(15),
    XID(16),
    BEGIN_LOAD_QUERY(17),
    EXECUTE_LOAD_QUERY(18),
    TABLE_MAP(19),
    PRE_GA_WRITE_ROWS(20),
    PRE_GA_UPDATE_ROWS(21),
    PRE_GA_DELETE_ROWS(22),
    WRITE_ROWS_V1(23),
    UPDATE_ROWS_V1(24),
    DELETE_ROWS_V1(25),
    INCIDENT(26),
    HEARTBEAT(27),
    IGNORABLE(28),
    ROWS_QUERY(29),
    WRITE_ROWS(30),
    UPDATE_ROWS(31),
    DELETE_ROWS(32),
    GTID(33),
    ANONYMOUS_GTID(34),
    PREVIOUS_GTIDS(35),
    TRANSACTION_CONTEXT(36),
    VIEW_CHANGE(37),
    XA_PREPARE(38),
    PARTIAL_UPDATE_ROWS(39),
    TRANSACTION_PAYLOAD(40),
    HEARTBEAT_V2(41),
    GTID_TAGGED_LOG(42),
    MARIADB_ANNOTATE_ROWS(160),
    MARIADB_BINLOG_CHECKPOINT(161),
    MARIADB_GTID(162),
    MARIADB_GTID_LIST(163),
    MARIADB_START_ENCRYPTION(164),
    MARIADB_QUERY_COMPRESSED(165),
    MARIADB_WRITE_ROWS_COMPRESSED_V1(166),
    MARIADB_UPDATE_ROWS_COMPRESSED_V1(167),
    MARIADB_DELETE_ROWS_COMPRESSED_V1(168),
    MARIADB_WRITE_ROWS_COMPRESSED(169),
    MARIADB_UPDATE_ROWS_COMPRESSED(170),
    MARIADB_DELETE_ROWS_COMPRESSED(171),
    /** A code that is none of the above; see {@link EventHeaderFlyweight#typeRaw()}. */
    UNKNOWN(-1);

    private static final EventType[] BY_CODE = new EventType[256];

    static {
        java.util.Arrays.fill(BY_CODE, UNKNOWN);
        for (EventType type : values()) {
            if (type.code >= 0) {
                BY_CODE[type.code] = type;
            }
        }
    }

    private final int code;

    EventType(int code) {
        this.code = code;
    }

    /** @return the code on the wire; -1 for {@link #UNKNOWN} */
    public int code() {
        return code;
    }

    /** @param code 0 to 255 */
    public static EventType of(int code) {
        return BY_CODE[code];
    }
}
