package com.passkit.cdc.runtime.incremental;

import java.util.List;

/**
 * What became of a request to read tables while the stream goes on.
 *
 * @param tables      names of the tables that were queued
 * @param tablesAhead tables that are read before them
 */
public record RequestAnswer(List<String> tables, int tablesAhead) {

    public RequestAnswer {
        tables = List.copyOf(tables);
    }
}
