package com.passkit.cdc.protocol.position;

/**
 * Global transaction identifier of MariaDB: {@code domain-server-sequence}.
 *
 * @param domainId replication domain, uint32: transactions of one domain are ordered, those of two are not
 * @param serverId server that committed it first, uint32
 * @param sequence number in the domain, uint64: to be read as unsigned
 */
public record MariaDbGtid(long domainId, long serverId, long sequence) implements TransactionId {

    private static final long MAX_ID = 0xffff_ffffL;
    private static final int PART_COUNT = 3;

    public MariaDbGtid {
        requireId("domainId", domainId);
        requireId("serverId", serverId);
    }

    private static void requireId(String field, long id) {
        if (id < 0 || id > MAX_ID) {
            throw new IllegalArgumentException("mariaDbGtid." + field + ": " + id + " (expected: 0 to " + MAX_ID + ')');
        }
    }

    /**
     * @param text {@code domain-server-sequence}, white space around it allowed
     * @throws IllegalArgumentException when it is not one GTID of MariaDB
     */
    public static MariaDbGtid parse(String text) {
        String[] parts = text.strip().split("-", -1);
        if (parts.length != PART_COUNT) {
            throw bad(text);
        }
        for (String part : parts) {
            if (part.isEmpty() || !part.chars().allMatch(c -> c >= '0' && c <= '9')) {
                throw bad(text);
            }
        }
        try {
            return new MariaDbGtid(Long.parseLong(parts[0]), Long.parseLong(parts[1]),
                Long.parseUnsignedLong(parts[2]));
        } catch (NumberFormatException e) {
            throw bad(text);
        }
    }

    private static IllegalArgumentException bad(String text) {
        return new IllegalArgumentException("mariaDbGtid: '" + text
            + "' (expected: domain-server-sequence, three decimal numbers of 32, 32 and 64 bits)");
    }

    @Override
    public String toString() {
        return domainId + "-" + serverId + '-' + Long.toUnsignedString(sequence);
    }
}
