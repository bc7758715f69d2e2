package com.passkit.cdc.runtime.encode;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.Objects;

import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.protocol.row.json.JsonTemporals;
import com.passkit.cdc.runtime.change.ChangeKind;
import com.passkit.cdc.runtime.change.ChangeView;
import io.netty.buffer.ByteBuf;

/**
 * Writes a change as an event of CloudEvents 1.0 in its JSON form, whose data is the object of the contract.
 * <pre>
 * {"specversion":"1.0","datacontenttype":"application/json","data":{"id":"…",…},
 *  "id":"…","source":"/passkit-cdc/&lt;connector&gt;","type":"com.passkit.cdc.update",
 *  "time":"2026-11-23T04:05:06.123Z","subject":"crm.members"}
 * </pre>
 * The data come first, so that they and their id begin at a fixed offset; the id is that of the data, copied. A schema
 * change that belongs to no database has no subject. Nothing is allocated for a row.
 * Threading: one thread at a time.
 */
public final class CloudEventEncoder implements EventEncoder {

    private static final byte[] PREFIX = ascii(
        "{\"specversion\":\"1.0\",\"datacontenttype\":\"application/json\",\"data\":");
    /** Where the data begin, relative to the event. */
    public static final int DATA_OFFSET = PREFIX.length;

    private static final int ID_OFFSET = "{\"id\":\"".length();
    private static final byte[] ID = ascii(",\"id\":\"");
    private static final byte[] TIME = ascii("\",\"time\":\"");
    private static final byte[] SUBJECT = ascii("Z\",\"subject\":\"");
    private static final byte[] NO_SUBJECT = ascii("Z\"}");
    private static final byte[] END = ascii("\"}");
    private static final int MAX_KEPT_TABLES = 4096;
    private static final long DAY_MS = 86_400_000;

    private final EventEncoder events;
    private final Map<ChangeKind, byte[]> sourceAndType = new EnumMap<>(ChangeKind.class);
    private final Map<TableDescriptor, byte[]> subjects = new IdentityHashMap<>();
    private TableDescriptor lastTable;
    private byte[] lastSubject = {};

    /**
     * @param events    writes the data
     * @param connector connector name
     */
    public CloudEventEncoder(EventEncoder events, String connector) {
        this.events = Objects.requireNonNull(events, "events");
        String source = "/passkit-cdc/" + URLEncoder.encode(connector, StandardCharsets.UTF_8).replace("+", "%20");
        for (ChangeKind kind : ChangeKind.values()) {
            sourceAndType.put(kind, ascii("\",\"source\":\"" + source + "\",\"type\":\"" + type(kind)));
        }
    }

    /** @return {@code type} of an event */
    static String type(ChangeKind kind) {
        return "com.passkit.cdc." + switch (kind) {
            case INSERT -> "insert";
            case UPDATE -> "update";
            case DELETE -> "delete";
            case READ -> "read";
            case TRUNCATE -> "truncate";
            case SCHEMA -> "schema";
        };
    }

    @Override
    public void encode(ChangeView change, ByteBuf out) {
        out.writeBytes(PREFIX);
        int idBegin = out.writerIndex() + ID_OFFSET;
        events.encode(change, out);
        int idEnd = endOfString(out, idBegin);
        out.writeBytes(ID);
        out.writeBytes(out, idBegin, idEnd - idBegin);
        out.writeBytes(sourceAndType.get(change.kind()));
        out.writeBytes(TIME);
        writeTime(change.timestampMs(), out);
        byte[] subject = subject(change.table());
        if (subject.length == 0) {
            out.writeBytes(NO_SUBJECT);
        } else {
            out.writeBytes(SUBJECT).writeBytes(subject).writeBytes(END);
        }
    }

    /** A statement about a whole database names no table. */
    private byte[] subject(TableDescriptor table) {
        if (lastTable == table) {
            return lastSubject;
        }
        byte[] subject = subjects.get(table);
        if (subject == null) {
            if (subjects.size() >= MAX_KEPT_TABLES) {
                subjects.clear();
            }
            StringBuilder text = new StringBuilder();
            JsonQuote.escape(
                table.name().isEmpty() ? table.database() : table.database() + '.' + table.name(), text);
            subject = text.toString().getBytes(StandardCharsets.UTF_8);
            subjects.put(table, subject);
        }
        lastTable = table;
        lastSubject = subject;
        return subject;
    }

    @Override
    public void encodeKey(RowView row, ChangeView change, ByteBuf out) {
        events.encodeKey(row, change, out);
    }

    /**
     * @param begin where an event that was written here begins
     * @param end   behind it
     * @return its data; borrowed
     */
    public static ByteBuf data(ByteBuf written, int begin, int end) {
        int dataBegin = begin + DATA_OFFSET;
        int depth = 0;
        for (int index = dataBegin; index < end; index++) {
            switch (written.getByte(index)) {
                case '"' -> index = endOfString(written, index + 1);
                case '{' -> depth++;
                case '}' -> {
                    if (--depth == 0) {
                        return written.slice(dataBegin, index + 1 - dataBegin);
                    }
                }
                default -> { }
            }
        }
        throw new IllegalArgumentException("event: no end of its data (expected: as it was encoded)");
    }

    /** @return index of the quote that ends a string of JSON */
    private static int endOfString(ByteBuf json, int begin) {
        int end = begin;
        while (json.getByte(end) != '"') {
            end += json.getByte(end) == '\\' ? 2 : 1;
        }
        return end;
    }

    /** RFC 3339 without the zone: the calendar in integers, for an object per event is what nobody wants. */
    private static void writeTime(long timestampMs, ByteBuf out) {
        long msOfDay = Math.floorMod(timestampMs, DAY_MS);
        int ms = (int) msOfDay;
        // Years begin in March here, so that the leap day is the last of one.
        long shifted = Math.floorDiv(timestampMs, DAY_MS) + 719_468;
        long era = Math.floorDiv(shifted, 146_097);
        int dayOfEra = Math.floorMod(shifted, 146_097);
        int yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365;
        int dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
        int monthFromMarch = (5 * dayOfYear + 2) / 153;
        int day = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1;
        int month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
        int year = (int) (era * 400 + yearOfEra) + (month <= 2 ? 1 : 0);
        JsonTemporals.writeDate(year, month, day, out);
        out.writeByte('T');
        JsonTemporals.writeClock(ms / 3_600_000, ms / 60_000 % 60, ms / 1_000 % 60, ms % 1_000 * 1_000, 3, out);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
