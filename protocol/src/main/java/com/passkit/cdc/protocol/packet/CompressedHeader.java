package com.passkit.cdc.protocol.packet;

/**
 * Header of a compressed packet, whose payload is a piece of the stream of frames: where one ends and where the other
 * does has nothing to do with each other.
 * <pre>
 *  offset  length  field            type
 *       0       3  length           uint24  bytes of payload as they are sent, header excluded
 *       3       1  sequence id      uint8   a count of its own; restarts at 0 with each command, wraps
 *       4       3  unpacked length  uint24  bytes of payload once unpacked; 0: it is sent as it is
 * </pre>
 * All integers are little endian. Total {@value #LENGTH} bytes. Source: MySQL Internals, "Compressed Packet".
 */
final class CompressedHeader {

    static final int LENGTH = PacketHeader.LENGTH + 3;
    static final int MAX_PAYLOAD_LENGTH = PacketHeader.MAX_PAYLOAD_LENGTH;

    /** What is shorter costs more than it saves (MIN_COMPRESS_LENGTH of the server). */
    static final int MIN_COMPRESSED_LENGTH = 50;

    /** In place of the unpacked length: the payload is sent as it is. */
    static final int STORED = 0;

    private CompressedHeader() {
    }
}
