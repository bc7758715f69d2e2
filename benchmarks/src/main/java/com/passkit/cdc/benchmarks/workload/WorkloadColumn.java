package com.passkit.cdc.benchmarks.workload;

import java.util.List;

/**
 * A column as a table map announces it, and where its values come from.
 *
 * @param name       as in the table
 * @param typeCode   type code of the table map
 * @param metadata   its bytes in the table map
 * @param sign       of a number
 * @param collation  number of its collation; 0 for a column without one
 * @param labels     of an ENUM; empty elsewhere
 * @param nullWeight how many of 100 values are NULL
 * @param values     makes those that are not
 */
record WorkloadColumn(String name, int typeCode, byte[] metadata, Sign sign, int collation, List<String> labels,
    int nullWeight, ValueSource values) {

    static final int UTF8MB4 = 255;
    static final int BINARY = 63;
    private static final int NO_COLLATION = 0;

    private static final int TINY = 1;
    private static final int LONG = 3;
    private static final int DOUBLE = 5;
    private static final int LONGLONG = 8;
    private static final int DATE = 10;
    private static final int VARCHAR = 15;
    private static final int TIMESTAMP2 = 17;
    private static final int DATETIME2 = 18;
    private static final int TIME2 = 19;
    private static final int SHORT = 2;
    private static final int INT24 = 9;
    private static final int JSON = 245;
    private static final int NEWDECIMAL = 246;
    private static final int ENUM = 247;
    private static final int BLOB = 252;
    private static final int STRING = 254;
    private static final int BLOB_PREFIX_LENGTH = 2;

    /** Whether a number is signed. */
    enum Sign { NONE, SIGNED, UNSIGNED }

    /** The same column, NULL in so many of 100 rows. */
    WorkloadColumn nullable(int weight) {
        return new WorkloadColumn(name, typeCode, metadata, sign, collation, labels, weight, values);
    }

    boolean isEnum() {
        return !labels.isEmpty();
    }

    static WorkloadColumn key(String name) {
        return number(name, LONGLONG, Sign.UNSIGNED, (random, out) -> out.writeLongLE(random.nextLong(1, 1L << 40)));
    }

    static WorkloadColumn tinyInt(String name) {
        return number(name, TINY, Sign.SIGNED, (random, out) -> out.writeByte(random.nextInt(-100, 100)));
    }

    static WorkloadColumn smallInt(String name) {
        return number(name, SHORT, Sign.UNSIGNED, (random, out) -> out.writeShortLE(random.nextInt(1 << Short.SIZE)));
    }

    static WorkloadColumn mediumInt(String name) {
        return number(name, INT24, Sign.SIGNED, (random, out) -> out.writeMediumLE(random.nextInt(-9999, 1 << 20)));
    }

    static WorkloadColumn integer(String name) {
        return number(name, LONG, Sign.SIGNED, (random, out) -> out.writeIntLE(random.nextInt()));
    }

    static WorkloadColumn bigInt(String name) {
        return number(name, LONGLONG, Sign.SIGNED, (random, out) -> out.writeLongLE(random.nextLong()));
    }

    /** Quarters, whose shortest decimal form everyone prints alike. */
    static WorkloadColumn real(String name) {
        return new WorkloadColumn(name, DOUBLE, bytes(Double.BYTES), Sign.SIGNED, NO_COLLATION, List.of(), 0,
            (random, out) -> out.writeDoubleLE(random.nextInt(-100_000, 100_000) + 0.25));
    }

    static WorkloadColumn decimal(String name, int precision, int scale) {
        return new WorkloadColumn(name, NEWDECIMAL, bytes(precision, scale), Sign.SIGNED, NO_COLLATION, List.of(), 0,
            new DecimalSource(precision, scale));
    }

    /** @param maxLength characters of four bytes at the most */
    static WorkloadColumn varchar(String name, int maxLength, int minWords, int maxWords) {
        int maxBytes = maxLength * 4;
        return new WorkloadColumn(name, VARCHAR, bytes(maxBytes, maxBytes >>> Byte.SIZE), Sign.NONE, UTF8MB4,
            List.of(), 0, new TextSource(maxBytes > 255 ? Short.BYTES : Byte.BYTES, minWords, maxWords));
    }

    static WorkloadColumn text(String name, int minWords, int maxWords) {
        return new WorkloadColumn(name, BLOB, bytes(BLOB_PREFIX_LENGTH), Sign.NONE, UTF8MB4, List.of(), 0,
            new TextSource(BLOB_PREFIX_LENGTH, minWords, maxWords));
    }

    static WorkloadColumn blob(String name, int minLength, int maxLength) {
        return new WorkloadColumn(name, BLOB, bytes(BLOB_PREFIX_LENGTH), Sign.NONE, BINARY, List.of(), 0,
            (random, out) -> {
                int length = random.nextInt(minLength, maxLength + 1);
                out.writeShortLE(length);
                for (int i = 0; i < length; i++) {
                    out.writeByte(random.nextInt());
                }
            });
    }

    static WorkloadColumn date(String name) {
        return temporal(name, DATE, bytes(), TemporalSource::writeDate);
    }

    static WorkloadColumn time(String name) {
        return temporal(name, TIME2, bytes(0), TemporalSource::writeTime);
    }

    static WorkloadColumn dateTime(String name) {
        return temporal(name, DATETIME2, bytes(0), TemporalSource::writeDateTime);
    }

    static WorkloadColumn dateTimeMicros(String name) {
        return temporal(name, DATETIME2, bytes(6), (random, out) -> {
            TemporalSource.writeDateTime(random, out);
            out.writeMedium(random.nextInt(1_000_000));
        });
    }

    static WorkloadColumn timestampMillis(String name) {
        return temporal(name, TIMESTAMP2, bytes(3), TemporalSource::writeTimestampMillis);
    }

    static WorkloadColumn json(String name) {
        return new WorkloadColumn(name, JSON, bytes(Integer.BYTES), Sign.NONE, NO_COLLATION, List.of(), 0,
            new JsonSource());
    }

    static WorkloadColumn enumeration(String name, String... labels) {
        return new WorkloadColumn(name, STRING, bytes(ENUM, 1), Sign.NONE, UTF8MB4, List.of(labels), 0,
            (random, out) -> out.writeByte(random.nextInt(1, labels.length + 1)));
    }

    private static WorkloadColumn number(String name, int typeCode, Sign sign, ValueSource values) {
        return new WorkloadColumn(name, typeCode, bytes(), sign, NO_COLLATION, List.of(), 0, values);
    }

    private static WorkloadColumn temporal(String name, int typeCode, byte[] metadata, ValueSource values) {
        return new WorkloadColumn(name, typeCode, metadata, Sign.NONE, NO_COLLATION, List.of(), 0, values);
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
