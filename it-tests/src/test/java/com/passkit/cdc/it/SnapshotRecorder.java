package com.passkit.cdc.it;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.passkit.cdc.protocol.row.ColumnVisitor;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.snapshot.SnapshotHandler;
import com.passkit.cdc.snapshot.SnapshotPosition;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/** Keeps what a snapshot hands over as text, one line a row: {@code table/ordinal: value|value last}. */
final class SnapshotRecorder implements SnapshotHandler {

    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final int pauseEvery;
    private volatile SnapshotPosition position;
    private volatile List<TableDescriptor> tables = List.of();
    private volatile boolean isComplete;
    private volatile Runnable resume = () -> { };

    /** @param pauseEvery number of rows behind which to pause; 0 for never */
    SnapshotRecorder(int pauseEvery) {
        this.pauseEvery = pauseEvery;
    }

    /** @param newResume run at each pause; goes on later, behind it */
    void onPause(Runnable newResume) {
        resume = newResume;
    }

    SnapshotPosition position() {
        return position;
    }

    List<String> lines() {
        return List.copyOf(lines);
    }

    int rowCount() {
        return lines.size();
    }

    boolean isComplete() {
        return isComplete;
    }

    List<String> tableNames() {
        return tables.stream().map(TableDescriptor::name).toList();
    }

    /** @return the values of a table's rows */
    List<String[]> rows(String table) {
        return lines.stream().filter(line -> line.startsWith(table + '/'))
            .map(line -> line.substring(line.indexOf(": ") + 2).replace(" last", "").split("\\|")).toList();
    }

    long sum(String table, int column) {
        return rows(table).stream().mapToLong(row -> Long.parseLong(row[column])).sum();
    }

    @Override
    public void onStart(SnapshotPosition start, List<TableDescriptor> included) {
        position = start;
        tables = included;
    }

    @Override
    public Demand onRow(RowView row, long ordinal, boolean isLast) {
        TextVisitor values = new TextVisitor();
        row.forEach(values);
        lines.add(row.table().name() + '/' + ordinal + ": " + values.text + (isLast ? " last" : ""));
        if (pauseEvery == 0 || lines.size() % pauseEvery != 0) {
            return Demand.CONTINUE;
        }
        resume.run();
        return Demand.PAUSE;
    }

    @Override
    public void onComplete() {
        isComplete = true;
    }

    /** Text as it is, strings of a character set and bytes in hexadecimal. */
    private static final class TextVisitor implements ColumnVisitor {

        private final StringBuilder text = new StringBuilder();

        private void add(Object value) {
            text.append(text.isEmpty() ? "" : "|").append(value);
        }

        @Override
        public void onNull(int column) {
            add("NULL");
        }

        @Override
        public void onSigned(int column, long value) {
            add(value);
        }

        @Override
        public void onUnsigned(int column, long value) {
            add(Long.toUnsignedString(value));
        }

        @Override
        public void onFloat(int column, float value) {
            add(value);
        }

        @Override
        public void onDouble(int column, double value) {
            add(value);
        }

        @Override
        public void onDecimal(int column, ByteBuf ascii, int index, int length) {
            add(ascii.toString(index, length, StandardCharsets.US_ASCII));
        }

        @Override
        public void onBit(int column, long bits) {
            add(Long.toUnsignedString(bits));
        }

        @Override
        public void onString(int column, ByteBuf bytes, int index, int length) {
            add(ByteBufUtil.hexDump(bytes, index, length));
        }

        @Override
        public void onBytes(int column, ByteBuf bytes, int index, int length) {
            add(ByteBufUtil.hexDump(bytes, index, length));
        }

        @Override
        public void onEnum(int column, int ordinal) {
            add("enum " + ordinal);
        }

        @Override
        public void onSet(int column, long bits) {
            add("set " + bits);
        }

        @Override
        public void onDate(int column, int year, int month, int day) {
            add(year + "-" + month + '-' + day);
        }

        @Override
        public void onDateTime(int column, int year, int month, int day, int hour, int minute, int second, int micros) {
            add(String.format("%d-%d-%d %d:%d:%d.%06d", year, month, day, hour, minute, second, micros));
        }

        @Override
        public void onTime(int column, boolean negative, int hours, int minutes, int seconds, int micros) {
            add((negative ? "-" : "") + hours + ':' + minutes + ':' + seconds + '.' + micros);
        }

        @Override
        public void onJsonBinary(int column, ByteBuf bytes, int index, int length) {
            add(ByteBufUtil.hexDump(bytes, index, length));
        }

        @Override
        public void onJsonText(int column, ByteBuf utf8, int index, int length) {
            add(utf8.toString(index, length, StandardCharsets.UTF_8));
        }
    }
}
