package com.passkit.cdc.runtime.encode;

import java.util.concurrent.atomic.AtomicLong;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts the byte sequences that are invalid in their column's character set, and says so once for each column.
 * Threading: one thread at a time; {@link #count()} from any.
 */
final class ReplacedText {

    private static final Logger LOG = LoggerFactory.getLogger(JsonEventEncoder.class);

    private final AtomicLong count = new AtomicLong();

    void onReplaced(TableFragments table, int column, int replacedCount) {
        if (table.replacedTextCounts[column] == 0) {
            LOG.warn("{}.{}: bytes that are invalid in character set {} are delivered as U+FFFD",
                table.table, table.table.column(column).name(), table.table.column(column).collation().charset());
        }
        table.replacedTextCounts[column] += replacedCount;
        count.addAndGet(replacedCount);
    }

    long count() {
        return count.get();
    }
}
