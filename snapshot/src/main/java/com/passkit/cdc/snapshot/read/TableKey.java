package com.passkit.cdc.snapshot.read;

import java.util.List;

import com.passkit.cdc.snapshot.key.KeyColumns;

/**
 * Where a row stands in the order of its table's key.
 *
 * @param literals values of the key's columns, in key order, as {@link KeyColumns} writes them
 */
record TableKey(List<String> literals) {

    @Override
    public String toString() {
        return '(' + String.join(", ", literals) + ')';
    }
}
