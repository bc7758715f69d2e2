package com.passkit.cdc.protocol.testing;

import java.nio.charset.StandardCharsets;

import com.passkit.cdc.protocol.wire.LengthEncoded;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/** Bytes of the wire, written field by field; all integers little endian. Threading: one thread at a time. */
public final class WireBytes {

    private final ByteBuf bytes = Unpooled.buffer();

    private WireBytes() {
    }

    public static WireBytes of() {
        return new WireBytes();
    }

    /** @param hex digits, white space allowed */
    public static WireBytes ofHex(String hex) {
        return of().hex(hex);
    }

    /** A frame: header and payload. */
    public static byte[] frame(int sequenceId, byte[] payload) {
        return of().u24(payload.length).u8(sequenceId).raw(payload).toArray();
    }

    public WireBytes u8(int value) {
        bytes.writeByte(value);
        return this;
    }

    public WireBytes u16(int value) {
        bytes.writeShortLE(value);
        return this;
    }

    public WireBytes u24(int value) {
        bytes.writeMediumLE(value);
        return this;
    }

    public WireBytes u32(long value) {
        bytes.writeIntLE((int) value);
        return this;
    }

    public WireBytes u64(long value) {
        bytes.writeLongLE(value);
        return this;
    }

    public WireBytes f32(float value) {
        bytes.writeFloatLE(value);
        return this;
    }

    public WireBytes f64(double value) {
        bytes.writeDoubleLE(value);
        return this;
    }

    public WireBytes zero(int count) {
        bytes.writeZero(count);
        return this;
    }

    public WireBytes raw(byte... values) {
        bytes.writeBytes(values);
        return this;
    }

    public WireBytes hex(String hex) {
        bytes.writeBytes(ByteBufUtil.decodeHexDump(hex.replaceAll("\\s", "")));
        return this;
    }

    public WireBytes text(String text) {
        bytes.writeCharSequence(text, StandardCharsets.UTF_8);
        return this;
    }

    public WireBytes nulText(String text) {
        return text(text).u8(0);
    }

    public WireBytes lenenc(long value) {
        LengthEncoded.write(bytes, value);
        return this;
    }

    public WireBytes lenencText(String text) {
        return lenencBytes(text.getBytes(StandardCharsets.UTF_8));
    }

    public WireBytes lenencBytes(byte... values) {
        return lenenc(values.length).raw(values);
    }

    public byte[] toArray() {
        return ByteBufUtil.getBytes(bytes);
    }

    /** @return on the heap, not pooled */
    public ByteBuf toByteBuf() {
        return bytes.copy();
    }
}
