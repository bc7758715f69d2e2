package com.passkit.cdc.snapshot.read;

/**
 * Rows that lie between keys; each bound may be null for none.
 *
 * @param after  exclusive lower bound
 * @param upTo   inclusive upper bound
 * @param before exclusive upper bound
 * @param only   the one key
 */
record KeyRange(TableKey after, TableKey upTo, TableKey before, TableKey only) {

    static KeyRange between(TableKey after, TableKey upTo) {
        return new KeyRange(after, upTo, null, null);
    }

    static KeyRange betweenExclusive(TableKey after, TableKey before) {
        return new KeyRange(after, null, before, null);
    }

    static KeyRange of(TableKey only) {
        return new KeyRange(null, null, null, only);
    }

    @Override
    public String toString() {
        if (only != null) {
            return "with key " + only;
        }
        TableKey end = upTo == null ? before : upTo;
        String begin = after == null ? "at the beginning" : "behind key " + after;
        return end == null ? begin : begin + ", up to " + end;
    }
}
