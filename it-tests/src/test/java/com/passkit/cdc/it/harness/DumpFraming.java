package com.passkit.cdc.it.harness;

/**
 * Follows one MySQL connection in the clear, neither encrypted nor compressed, from the outside: when the client has
 * asked for the binary log, every byte of what comes back belongs to a packet's header, to the mark before an event, or
 * to an event, which carries a checksum.
 * Threading: each direction has a thread of its own; what one must know of the other is volatile.
 */
public final class DumpFraming {

    private static final int HEADER_LENGTH = 4;
    private static final int COM_BINLOG_DUMP = 0x12;
    private static final int COM_BINLOG_DUMP_GTID = 0x1e;
    /** The first events of a dump, among them one that the server makes up without a checksum, end within these. */
    private static final int FIRST_PACKETS = 4;

    private final PacketWalk up = new PacketWalk();
    private final PacketWalk down = new PacketWalk();
    private volatile boolean isDumping;
    private int packetCount;
    /** Of the chunk at hand, by index: whether the byte is one of an event. */
    private boolean[] isEvent = new boolean[0];

    /** Where one direction is in its packets. */
    private static final class PacketWalk {

        private int headerIndex;
        private int length;
        private int sequence;
        private int left;

        /** @return offset of the byte in its packet's payload; negative for one of the header */
        int step(byte value) {
            if (left == 0) {
                int index = headerIndex++;
                if (index < HEADER_LENGTH - 1) {
                    length = index == 0 ? value & 0xff : length | (value & 0xff) << 8 * index;
                } else {
                    sequence = value & 0xff;
                    left = length;
                    headerIndex = 0;
                }
                return -1;
            }
            return length - left--;
        }
    }

    void onUp(byte[] bytes, int count) {
        for (int i = 0; i < count; i++) {
            int offset = up.step(bytes[i]);
            if (offset == 0 && up.sequence == 0 && (bytes[i] == COM_BINLOG_DUMP || bytes[i] == COM_BINLOG_DUMP_GTID)) {
                isDumping = true;
            }
        }
    }

    void onDown(byte[] bytes, int count) {
        if (isEvent.length < count) {
            isEvent = new boolean[bytes.length];
        }
        for (int i = 0; i < count; i++) {
            int offset = down.step(bytes[i]);
            if (isDumping && offset == 0) {
                packetCount++;
            }
            isEvent[i] = isDumping && offset > 0 && packetCount > FIRST_PACKETS;
        }
    }

    /** @return whether the byte at this index of the chunk at hand is one of an event; of the way down only */
    public boolean isEvent(int index) {
        return isEvent[index];
    }
}
