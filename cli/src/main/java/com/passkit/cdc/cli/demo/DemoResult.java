package com.passkit.cdc.cli.demo;

import java.util.List;

/**
 * How a demo ended.
 *
 * @param changesMade      row changes of the workload
 * @param changesDelivered of them, those that reached the sandbox
 * @param rowsRead         rows of the snapshot that reached the sandbox
 * @param rowsCompared     rows of the tables at the end
 * @param differences      where the sandbox's records differ from the tables
 */
public record DemoResult(
    long changesMade, long changesDelivered, long rowsRead, long rowsCompared, List<String> differences) {

    public DemoResult {
        differences = List.copyOf(differences);
    }

    /** @return whether everything that was made arrived, and nothing else */
    public boolean isEqual() {
        return differences.isEmpty() && changesMade == changesDelivered;
    }

    @Override
    public String toString() {
        return String.format("%,d changes made, %,d delivered after a snapshot of %,d rows; %s", changesMade,
            changesDelivered, rowsRead, differences.isEmpty()
                ? String.format("all %,d records equal the tables", rowsCompared)
                : differences.size() + " differences: " + differences.get(0));
    }
}
