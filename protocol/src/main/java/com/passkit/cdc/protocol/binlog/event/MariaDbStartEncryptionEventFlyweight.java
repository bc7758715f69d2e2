package com.passkit.cdc.protocol.binlog.event;

import io.netty.buffer.ByteBuf;

/**
 * In MariaDB: what follows in the file is encrypted.
 * <pre>
 *  offset  length  field        type
 *       0       1  scheme       uint8      1
 *       1       4  key version  uint32
 *       5      12  nonce        bytes[12]
 * </pre>
 * Memory: borrowed. Threading: one thread at a time.
 *
 * @see <a href="https://mariadb.com/kb/en/start_encryption_event/">START_ENCRYPTION_EVENT</a>
 */
public final class MariaDbStartEncryptionEventFlyweight extends EventBodyFlyweight {

    private static final int SCHEME_OFFSET = 0;
    private static final int KEY_VERSION_OFFSET = SCHEME_OFFSET + Byte.BYTES;
    private static final int NONCE_OFFSET = KEY_VERSION_OFFSET + Integer.BYTES;
    private static final int NONCE_LENGTH = 12;
    private static final int LENGTH = NONCE_OFFSET + NONCE_LENGTH;

    /** @param buffer borrowed */
    public MariaDbStartEncryptionEventFlyweight wrap(ByteBuf buffer, int index, int length) {
        wrapBody(buffer, index, length, LENGTH, "MariaDbStartEncryptionEvent");
        return this;
    }

    /** How it is encrypted; 1 is the only one. */
    public int schemeRaw() {
        return buffer.getUnsignedByte(index + SCHEME_OFFSET);
    }

    /** Version of the server's key. */
    public long keyVersion() {
        return buffer.getUnsignedIntLE(index + KEY_VERSION_OFFSET);
    }

    /** Appends a body. Memory: borrowed until this method returns. @param nonce 12 bytes */
    public static void write(ByteBuf out, int scheme, long keyVersion, byte[] nonce) {
        out.writeByte(scheme).writeIntLE((int) keyVersion).writeBytes(nonce, 0, NONCE_LENGTH);
    }
}
