package com.passkit.cdc.cli.sandbox;

/**
 * The latest state of one record.
 *
 * @param json     the whole row, as JSON text
 * @param sequence number of the event that left it so, counted by the sandbox
 * @param op       kind of that event
 * @param copies   how many equal rows there are; more than one only in a table without a key
 */
record SandboxRow(String json, long sequence, String op, int copies) {
}
