package com.passkit.cdc.protocol.packet;

/**
 * Header of a frame. A payload of 0xffffff bytes is continued by the next frame; a shorter one, which may be empty,
 * ends the packet.
 * <pre>
 *  offset  length  field        type
 *       0       3  length       uint24  bytes of payload, header excluded
 *       3       1  sequence id  uint8   restarts at 0 with each command, wraps
 * </pre>
 * All integers are little endian. Total {@value #LENGTH} bytes. Source: MySQL Internals, "Protocol::Packet".
 */
final class PacketHeader {

    static final int LENGTH = 4;
    static final int MAX_PAYLOAD_LENGTH = 0xff_ffff;

    private static final int SEQUENCE_SHIFT = 24;

    private PacketHeader() {
    }

    /** @param header the four bytes as a little-endian integer */
    static int payloadLength(int header) {
        return header & MAX_PAYLOAD_LENGTH;
    }

    /** @param header the four bytes as a little-endian integer */
    static int sequenceId(int header) {
        return header >>> SEQUENCE_SHIFT;
    }

    static int of(int payloadLength, int sequenceId) {
        return payloadLength | sequenceId << SEQUENCE_SHIFT;
    }
}
