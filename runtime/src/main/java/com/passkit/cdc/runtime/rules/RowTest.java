package com.passkit.cdc.runtime.rules;

import com.passkit.cdc.protocol.row.RowView;

/**
 * A condition made ready for one table. Truth is one of three: NULL compared with anything is neither true nor false.
 * Nothing is allocated for a row. Threading: one thread at a time.
 */
abstract sealed class RowTest {

    static final int FALSE = 0;
    static final int UNKNOWN = 1;
    static final int TRUE = 2;

    /**
     * @param row   borrowed; the image asked about
     * @param other borrowed; where a column is looked up that the server left out of the first; null for none
     */
    abstract int test(RowView row, RowView other);

    /** The least of its parts. */
    static final class All extends RowTest {

        private final RowTest[] parts;

        All(RowTest[] parts) {
            this.parts = parts;
        }

        @Override
        int test(RowView row, RowView other) {
            int least = TRUE;
            for (RowTest part : parts) {
                least = Math.min(least, part.test(row, other));
                if (least == FALSE) {
                    return FALSE;
                }
            }
            return least;
        }
    }

    /** The most of its parts. */
    static final class Any extends RowTest {

        private final RowTest[] parts;

        Any(RowTest[] parts) {
            this.parts = parts;
        }

        @Override
        int test(RowView row, RowView other) {
            int most = FALSE;
            for (RowTest part : parts) {
                most = Math.max(most, part.test(row, other));
                if (most == TRUE) {
                    return TRUE;
                }
            }
            return most;
        }
    }

    /** The opposite. */
    static final class Opposite extends RowTest {

        private final RowTest part;

        Opposite(RowTest part) {
            this.part = part;
        }

        @Override
        int test(RowView row, RowView other) {
            return TRUE - part.test(row, other);
        }
    }

    /** One value of the row. */
    abstract static sealed class OfColumn extends RowTest {

        private final int column;

        OfColumn(int column) {
            this.column = column;
        }

        @Override
        final int test(RowView row, RowView other) {
            RowView image = row.isPresent(column) ? row : other;
            if (image == null || !image.isPresent(column)) {
                throw new MissingColumnException(column);
            }
            return test(image, column);
        }

        abstract int test(RowView image, int index);
    }

    /** Whether there is none. */
    static final class Null extends OfColumn {

        Null(int column) {
            super(column);
        }

        @Override
        int test(RowView image, int index) {
            return image.isNull(index) ? TRUE : FALSE;
        }
    }

    /** How it compares with a literal. */
    static final class Compared extends OfColumn {

        private final Condition.Operator operator;
        private final ValueComparison comparison;

        Compared(int column, Condition.Operator operator, ValueComparison comparison) {
            super(column);
            this.operator = operator;
            this.comparison = comparison;
        }

        @Override
        int test(RowView image, int index) {
            if (image.isNull(index)) {
                return UNKNOWN;
            }
            int sign = comparison.of(image, index);
            boolean isTrue = switch (operator) {
                case EQUAL -> sign == 0;
                case NOT_EQUAL -> sign != 0;
                case LESS -> sign < 0;
                case LESS_OR_EQUAL -> sign <= 0;
                case GREATER -> sign > 0;
                case GREATER_OR_EQUAL -> sign >= 0;
            };
            return isTrue ? TRUE : FALSE;
        }
    }

    /** Whether it is one of some literals. */
    static final class OneOf extends OfColumn {

        private final ValueComparison[] comparisons;
        private final boolean hasNull;

        /** @param hasNull whether one of the literals is NULL, so that nothing is surely none of them */
        OneOf(int column, ValueComparison[] comparisons, boolean hasNull) {
            super(column);
            this.comparisons = comparisons;
            this.hasNull = hasNull;
        }

        @Override
        int test(RowView image, int index) {
            if (image.isNull(index)) {
                return UNKNOWN;
            }
            for (ValueComparison comparison : comparisons) {
                if (comparison.of(image, index) == 0) {
                    return TRUE;
                }
            }
            return hasNull ? UNKNOWN : FALSE;
        }
    }

    /** A column that a condition needs and the server did not log. */
    static final class MissingColumnException extends RuntimeException {

        private static final long serialVersionUID = 1L;

        private final int column;

        MissingColumnException(int column) {
            super(null, null, false, false);
            this.column = column;
        }

        int column() {
            return column;
        }
    }
}
