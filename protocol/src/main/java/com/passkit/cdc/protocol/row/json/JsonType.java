package com.passkit.cdc.protocol.row.json;

/** Type bytes of binary JSON. */
final class JsonType {

    static final int SMALL_OBJECT = 0;
    static final int LARGE_OBJECT = 1;
    static final int SMALL_ARRAY = 2;
    static final int LARGE_ARRAY = 3;
    static final int LITERAL = 4;
    static final int INT16 = 5;
    static final int UINT16 = 6;
    static final int INT32 = 7;
    static final int UINT32 = 8;
    static final int INT64 = 9;
    static final int UINT64 = 10;
    static final int DOUBLE = 11;
    static final int STRING = 12;
    static final int OPAQUE = 15;

    static final int LITERAL_NULL = 0;
    static final int LITERAL_TRUE = 1;
    static final int LITERAL_FALSE = 2;

    private JsonType() {
    }

    /** @return whether the value stands in the entry of its container, in place of the offset */
    static boolean isInlined(int type, boolean large) {
        return switch (type) {
            case LITERAL, INT16, UINT16 -> true;
            case INT32, UINT32 -> large;
            default -> false;
        };
    }
}
