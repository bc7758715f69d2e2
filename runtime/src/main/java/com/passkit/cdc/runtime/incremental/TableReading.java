package com.passkit.cdc.runtime.incremental;

import com.passkit.cdc.runtime.change.ChangeView;

/** Reads one table beside the stream, step by step as the stream goes on. Threading: source event loop only. */
interface TableReading {

    /** What comes next. */
    enum Step {
        /** Nothing to do before the stream has gone on or an answer has come. */
        STREAM,
        /** No event may follow before the stream is woken. */
        HOLD,
        /** A piece was handed over, and more are to come. */
        PIECE,
        /** The table was handed over to its end. */
        END,
        /** The table is not as it was described; it is to be described again. */
        ANEW,
        /** The table is gone, or may not be read. */
        GONE
    }

    /** Between two events of the stream, with room for more. */
    Step advance();

    /** @param change of any table; borrowed until this method returns */
    void onChange(ChangeView change);

    /** A statement altered, emptied or dropped the table. */
    void onDefinition();

    /** @return whether a statement that reads the table is under way, so that its failure may mean another table */
    boolean isAsking();

    /** What was read and not handed over is forgotten. */
    void close();
}
