package com.passkit.cdc.protocol.error;

import java.math.BigInteger;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Why a source refuses or ends a binlog dump. Error 1236 carries them all, and only its text tells them apart; each is
 * worded here as 5.6, 5.7, 8.0, 9.x and MariaDB word it.
 * <p>
 * Source: sql/rpl_binlog_sender.cc and share/messages of MySQL, sql/sql_repl.cc of MariaDB. Threading: any thread.
 */
public enum DumpRefusal {

    /** The file of the position was purged, or the server was reset. */
    FILE_GONE(Recovery.RESNAPSHOT, "The binary log of the position is gone.", "could not find first log file"),

    /** The file is shorter than the offset: it was lost in part, or the server was reset. */
    BEHIND_THE_FILE(Recovery.RESNAPSHOT, "The position lies behind the end of its file, which lost its end or is"
        + " another file of that name.", "position > file size", "impossible position", "position < 4"),

    /** The offset is no start of an event: of another file of that name, or mistyped. Nothing could be read there. */
    INSIDE_AN_EVENT(Recovery.RESNAPSHOT, "The position is not the start of an event, so it is one of another file of"
        + " that name.", "does not correspond to the location of any binlog event"),

    /** Transactions that follow the GTIDs of the position were purged. */
    GTIDS_PURGED(Recovery.RESNAPSHOT, "Transactions that follow the position were purged.",
        "purged required binary logs", "purged binary logs containing gtids",
        "could not find gtid state requested by slave in any binlog files"),

    /** GTIDs of the position are not in the server's binary log: it is behind, was reset, or is another one. */
    GTIDS_UNKNOWN(Recovery.RESNAPSHOT, "The server does not have transactions that were read before: it lost them, was"
        + " reset, or belongs to another cluster.", "more gtids than", "which is not in the master's binlog",
        "requested slave gtid state not found in binlog"),

    /** The server has other transactions in the place of some that were read before. */
    HISTORY_DIVERGED(Recovery.RESNAPSHOT, "The server has other transactions in the place of those that were read"
        + " before.", "executing extra erroneous transactions", "executing erroneous transactions",
        "the binlog on the master is missing the gtid"),

    /** Another session announced the same id or UUID; the server keeps the newer one. */
    REPLACED(Recovery.RECONNECT, "Another connection took this one's place with the same replica id. Remedy: leave the"
        + " replica id (source.serverId) out, or give each connector and replica its own.", "same server_uuid",
        "same server_id", "same server-id"),

    /** gtid_mode was switched after the position was chosen; the next attempt chooses anew. */
    GTID_MODE_NOT_ON(Recovery.RECONNECT, "gtid_mode was switched meanwhile.", "cannot start in auto_position mode"),

    /** A transaction without a GTID where only such with one are sent. */
    ANONYMOUS_TRANSACTION(Recovery.STOP, "A transaction from before gtid_mode = ON is unread.",
        "cannot replicate anonymous transaction"),

    /** A transaction with a GTID where only such without are sent. */
    GTID_TRANSACTION(Recovery.STOP, "A transaction from before gtid_mode = OFF is unread.",
        "cannot replicate gtid-transaction", "found a gtid_log_event"),

    /** One event is larger than the protocol, or the source, allows. */
    EVENT_TOO_LARGE(Recovery.STOP, "An event is larger than the source can send, or its length is damaged. Remedy: SET"
        + " GLOBAL max_allowed_packet = 1073741824 on the source, which is the most there is, and smaller rows.",
        "exceeded max_allowed_packet"),

    /** A file of the server is damaged or ends in the middle of an event. */
    LOG_DAMAGED(Recovery.STOP, "A binary log of the server is damaged or missing, and what follows cannot be read."
        + " mysqlbinlog --verify-binlog-checksum shows where.", "bogus data in log event",
        "corrupted data in log event", "did not pass crc check", "binlog truncated in the middle", "corrupt binlog",
        "corrupt event", "corrupt format_description", "format descriptor event", "format_description_event",
        "unknown error reading log event", "bad magic number", "could not open log file"),

    /** Reading from the disk failed, or a file was looked at while it was made or purged. */
    LOG_UNREADABLE(Recovery.RECONNECT, "The server could not read its binary log; its error log tells why.",
        "i/o error reading", "could not find next log", "memory allocation failed", "out of memory",
        "could not decrypt binlog", "error reading header of binary log", "could not get list of binary logs"),

    /** The binary log is switched off. */
    LOG_OFF(Recovery.STOP, "Remedy: log_bin in the server's configuration.", "binary log is not open"),

    /** The source has no id. */
    SOURCE_WITHOUT_ID(Recovery.STOP, "Remedy: SET GLOBAL server_id = a number of its own, on the server.",
        "misconfigured master", "misconfigured source"),

    /** The session did not say that it reads checksums: it was not prepared for a dump. */
    CHECKSUM_UNAWARE(Recovery.STOP, "The session did not say that it reads checksums. Remedy: connect without the"
        + " proxy that lost @source_binlog_checksum and @master_binlog_checksum.",
        "can not handle replication events with the checksum"),

    /** Sending failed. */
    NOT_SENT(Recovery.RECONNECT, "The server could not send.", "my_net_write"),

    /** Anything else. */
    OTHER(Recovery.STOP, "");

    private static final int ER_SOURCE_FATAL_ERROR_READING_BINLOG = 1236;
    /** MariaDB's own number. */
    private static final int ER_SLAVE_SAME_ID = 4052;

    private static final BigInteger FILE_START = BigInteger.valueOf(4);
    private static final BigInteger EVENT_HEADER_LENGTH = BigInteger.valueOf(19);
    /** Most messages end in where the dump began and what it read last; files with or without a path. */
    private static final Pattern PLACES = Pattern.compile(
        "the first event '(?:[^']*/)?([^'/]*)' at (\\d+), the last event read from '(?:[^']*/)?([^'/]*)' at (\\d+),"
            + " the last byte read from '[^']*' at (\\d+)");

    private final Recovery recovery;
    private final String explanation;
    private final List<String> words;

    DumpRefusal(Recovery recovery, String explanation, String... words) {
        this.recovery = recovery;
        this.explanation = explanation;
        this.words = List.of(words);
    }

    /** @return the reason; null when the error is none of a dump */
    static DumpRefusal of(int errorNumber, String message) {
        if (errorNumber == ER_SLAVE_SAME_ID) {
            return REPLACED;
        }
        return errorNumber == ER_SOURCE_FATAL_ERROR_READING_BINLOG ? of(message) : null;
    }

    private static DumpRefusal of(String message) {
        String text = message.toLowerCase(Locale.ROOT);
        if (HISTORY_DIVERGED.isIn(text)) {
            return HISTORY_DIVERGED; // says what GTIDS_UNKNOWN says, and more
        }
        for (DumpRefusal refusal : values()) {
            if (refusal.isIn(text)) {
                boolean isOfBytes = refusal == EVENT_TOO_LARGE || refusal == LOG_DAMAGED;
                return isOfBytes && isFirstRead(message) ? INSIDE_AN_EVENT : refusal;
            }
        }
        return OTHER;
    }

    private boolean isIn(String text) {
        return words.stream().anyMatch(text::contains);
    }

    /**
     * Where a dump starts stands the first event of a transaction, which is small and whole: what cannot be read there
     * is none.
     */
    private static boolean isFirstRead(String message) {
        Matcher places = PLACES.matcher(message);
        if (!places.find() || !places.group(1).equals(places.group(3))) {
            return false;
        }
        BigInteger start = new BigInteger(places.group(2));
        BigInteger lastEvent = new BigInteger(places.group(4));
        BigInteger lastByte = new BigInteger(places.group(5));
        return start.compareTo(FILE_START) > 0 && (lastEvent.compareTo(start) <= 0
            || lastByte.compareTo(start.add(EVENT_HEADER_LENGTH)) <= 0);
    }

    /** @return what the caller should do about it */
    public Recovery recovery() {
        return recovery;
    }

    /** @return what it means and what mends it, in words; empty for {@link #OTHER} */
    public String explanation() {
        return explanation;
    }
}
