package com.passkit.cdc.protocol.row.owned;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.row.ColumnVisitor;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.protocol.row.json.JsonBinary;
import com.passkit.cdc.protocol.row.json.JsonText;
import com.passkit.cdc.protocol.row.text.TextDecoder;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/**
 * Copies borrowed rows into owned ones; see {@link OwnedRow} for the values.
 * Memory: borrowed until the method returns. Threading: one thread at a time.
 */
public final class OwnedRowReader {

    private static final int SRID_LENGTH = Integer.BYTES;
    private static final int VALUE_WEIGHT = 24;

    private final Values values = new Values();
    private JsonBinary json = new JsonBinary();
    private TableDescriptor table;
    private TextDecoder[] texts;
    private Object[] target;
    private long weight;

    /** Makes a reader for rows of any table. */
    public OwnedRowReader() {
    }

    /** @param serverVersion of the server whose rows follow: the way it prints JSON depends on it */
    public void onServer(String serverVersion) {
        json = JsonBinary.of(serverVersion);
    }

    /**
     * Copies a row.
     *
     * @param row borrowed until this method returns; may be null
     * @return an owned row; null for null
     */
    public OwnedRow read(RowView row) {
        if (row == null) {
            return null;
        }
        if (row.table() != table) {
            table = row.table();
            texts = table.columns().stream().map(column -> TextDecoder.of(column.collation()))
                .toArray(TextDecoder[]::new);
        }
        target = OwnedRow.absent(table.columnCount());
        row.forEach(values);
        OwnedRow owned = new OwnedRow(table, target);
        target = null;
        return owned;
    }

    /** @return about how many bytes of memory the rows take that were read since the last call */
    public long takeWeight() {
        long taken = weight;
        weight = 0;
        return taken;
    }

    private void set(int column, Object value, long bytes) {
        target[column] = value;
        weight += VALUE_WEIGHT + bytes;
    }

    private final class Values implements ColumnVisitor {

        @Override
        public void onNull(int column) {
            set(column, null, 0);
        }

        @Override
        public void onSigned(int column, long value) {
            set(column, value, 0);
        }

        @Override
        public void onUnsigned(int column, long value) {
            boolean mayExceedLong = table.column(column).type() == ColumnType.BIGINT;
            set(column, mayExceedLong ? (Object) new BigInteger(Long.toUnsignedString(value)) : (Long) value, 0);
        }

        @Override
        public void onFloat(int column, float value) {
            set(column, value, 0);
        }

        @Override
        public void onDouble(int column, double value) {
            set(column, value, 0);
        }

        @Override
        public void onDecimal(int column, ByteBuf ascii, int index, int length) {
            set(column, new BigDecimal(ascii.toString(index, length, StandardCharsets.US_ASCII)), length);
        }

        @Override
        public void onBit(int column, long bits) {
            set(column, table.column(column).length() == 1 ? (Object) (bits != 0) : (Long) bits, 0);
        }

        @Override
        public void onString(int column, ByteBuf bytes, int index, int length) {
            String text = texts[column].text(bytes, index, length);
            boolean isSet = table.column(column).type() == ColumnType.SET;
            set(column, isSet ? labels(text.isEmpty() ? List.of() : List.of(text.split(","))) : text, length);
        }

        @Override
        public void onBytes(int column, ByteBuf bytes, int index, int length) {
            ColumnDescriptor descriptor = table.column(column);
            Object value = switch (descriptor.type()) {
                case GEOMETRY -> geometry(column, bytes, index, length);
                case VECTOR -> vector(column, bytes, index, length);
                case BINARY -> {
                    byte[] padded = new byte[Math.max(length, descriptor.length())];
                    bytes.getBytes(index, padded, 0, length);
                    yield padded;
                }
                default -> ByteBufUtil.getBytes(bytes, index, length);
            };
            set(column, value, length);
        }

        private Geometry geometry(int column, ByteBuf bytes, int index, int length) {
            if (length < SRID_LENGTH) {
                throw malformed(column, "length", length, ">= " + SRID_LENGTH);
            }
            return new Geometry(bytes.getUnsignedIntLE(index),
                ByteBufUtil.getBytes(bytes, index + SRID_LENGTH, length - SRID_LENGTH));
        }

        private float[] vector(int column, ByteBuf bytes, int index, int length) {
            if (length % Float.BYTES != 0) {
                throw malformed(column, "length", length, "a multiple of " + Float.BYTES);
            }
            float[] vector = new float[length / Float.BYTES];
            for (int i = 0; i < vector.length; i++) {
                vector[i] = bytes.getFloatLE(index + i * Float.BYTES);
            }
            return vector;
        }

        @Override
        public void onEnum(int column, int ordinal) {
            List<String> labels = table.column(column).labels();
            if (ordinal == 0) {
                set(column, "", 0);
            } else if (labels.isEmpty()) {
                set(column, ordinal, 0);
            } else if (ordinal > 0 && ordinal <= labels.size()) {
                set(column, labels.get(ordinal - 1), 0);
            } else {
                throw malformed(column, "ordinal", ordinal, "0 to " + labels.size());
            }
        }

        @Override
        public void onSet(int column, long bits) {
            List<String> labels = table.column(column).labels();
            if (labels.isEmpty()) {
                set(column, bits, 0);
                return;
            }
            Set<String> members = new LinkedHashSet<>();
            for (long rest = bits; rest != 0; rest &= rest - 1) {
                int label = Long.numberOfTrailingZeros(rest);
                if (label >= labels.size()) {
                    throw malformed(column, "bits", Long.toUnsignedString(bits, 2), labels.size() + " labels");
                }
                members.add(labels.get(label));
            }
            set(column, Collections.unmodifiableSet(members), 0);
        }

        @Override
        public void onDate(int column, int year, int month, int day) {
            Object value;
            try {
                value = LocalDate.of(year, month, day);
            } catch (DateTimeException e) {
                value = date(year, month, day);
            }
            set(column, value, 0);
        }

        @Override
        public void onDateTime(int column, int year, int month, int day, int hour, int minute, int second,
            int micros) {
            Object value;
            try {
                LocalDateTime time = LocalDateTime.of(year, month, day, hour, minute, second, micros * 1000);
                value = table.column(column).type() == ColumnType.TIMESTAMP ? time.toInstant(ZoneOffset.UTC) : time;
            } catch (DateTimeException e) {
                value = date(year, month, day) + String.format(" %02d:%02d:%02d", hour, minute, second)
                    + (micros == 0 ? "" : String.format(".%06d", micros));
            }
            set(column, value, 0);
        }

        @Override
        public void onTime(int column, boolean negative, int hours, int minutes, int seconds, int micros) {
            Duration magnitude = Duration.ofHours(hours).plusMinutes(minutes).plusSeconds(seconds)
                .plusNanos(micros * 1000L);
            set(column, negative ? magnitude.negated() : magnitude, 0);
        }

        @Override
        public void onJsonBinary(int column, ByteBuf bytes, int index, int length) {
            ByteBuf text = Unpooled.buffer(length + Long.BYTES);
            json.write(bytes, index, length, text);
            set(column, text.toString(StandardCharsets.UTF_8), text.readableBytes());
        }

        @Override
        public void onJsonText(int column, ByteBuf utf8, int index, int length) {
            ByteBuf text = Unpooled.buffer(length);
            JsonText.compact(utf8, index, length, text);
            set(column, text.toString(StandardCharsets.UTF_8), text.readableBytes());
        }

        private static Set<String> labels(List<String> labels) {
            return Collections.unmodifiableSet(new LinkedHashSet<>(labels));
        }

        private static String date(int year, int month, int day) {
            return String.format("%04d-%02d-%02d", year, month, day);
        }

        private MalformedPacketException malformed(int column, String field, Object value, String expected) {
            return MalformedPacketException.of(String.valueOf(table),
                table.column(column).name() + '.' + field, value, expected);
        }
    }
}
