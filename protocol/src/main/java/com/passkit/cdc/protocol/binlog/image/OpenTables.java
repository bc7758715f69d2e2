package com.passkit.cdc.protocol.binlog.image;

import java.util.Arrays;

import com.passkit.cdc.protocol.error.MalformedPacketException;

/**
 * Tables mapped for the statement at hand, by the id that its rows events name.
 * Threading: one thread at a time.
 */
public final class OpenTables {

    /** Beyond what a statement can lock. */
    private static final int MAX_TABLES = 4096;

    private long[] ids = new long[8];
    private TableLayout[] layouts = new TableLayout[8];
    private boolean[] wanted = new boolean[8];
    private int count;

    /** @param isWanted whether rows of the table are handed on */
    public void open(long tableId, TableLayout layout, boolean isWanted) {
        int slot = find(tableId);
        if (slot < 0) {
            slot = count;
            grow();
            count++;
        }
        ids[slot] = tableId;
        layouts[slot] = layout;
        wanted[slot] = isWanted;
    }

    private void grow() {
        if (count == MAX_TABLES) {
            throw MalformedPacketException.of("TableMapEvent", "tableId", count + " in one statement",
                "<= " + MAX_TABLES);
        }
        if (count == ids.length) {
            ids = Arrays.copyOf(ids, 2 * count);
            layouts = Arrays.copyOf(layouts, 2 * count);
            wanted = Arrays.copyOf(wanted, 2 * count);
        }
    }

    /** @return slot of the table, or -1 when it was not mapped */
    public int find(long tableId) {
        for (int slot = count - 1; slot >= 0; slot--) {
            if (ids[slot] == tableId) {
                return slot;
            }
        }
        return -1;
    }

    public TableLayout layout(int slot) {
        return layouts[slot];
    }

    public boolean isWanted(int slot) {
        return wanted[slot];
    }

    /** The statement ended, or another file begins. */
    public void closeAll() {
        count = 0;
    }
}
