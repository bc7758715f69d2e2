package com.passkit.cdc.protocol.testing;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/**
 * The server's side of one connection. Blocking: yes. Threading: the script's thread only.
 */
public final class ScriptedSession implements AutoCloseable {

    /** Everything a client may want, without TLS and DEPRECATE_EOF. */
    public static final int CAPABILITIES = 0x00ff_f7ff & ~(1 << 11) | 1 << 15 | 1 << 19;
    /** CLIENT_SSL. */
    public static final int TLS = 1 << 11;
    /** CLIENT_DEPRECATE_EOF. */
    public static final int DEPRECATE_EOF = 1 << 24;
    /** The nonce of every greeting: 1, 2, … 20. */
    public static final byte[] NONCE = nonce();

    private static final int MAX_FRAME_LENGTH = 0xff_ffff;
    private static final int READ_TIMEOUT_MS = 20_000;

    private final Socket plain;
    private Socket socket;
    private InputStream in;
    private int sequenceId;
    private int capabilities;

    ScriptedSession(Socket socket) throws IOException {
        plain = socket;
        this.socket = socket;
        socket.setSoTimeout(READ_TIMEOUT_MS);
        in = socket.getInputStream(); // not buffered: what follows may belong to TLS
    }

    /** Sends a greeting of 8.0.36 that prefers {@code mysql_native_password}. */
    public void greet() throws IOException {
        greet("8.0.36", CAPABILITIES | DEPRECATE_EOF, "mysql_native_password");
    }

    public void greet(String version, int offered, String pluginName) throws IOException {
        capabilities = offered;
        write(greeting(version, offered, pluginName));
    }

    /** @return payload of a greeting */
    public static byte[] greeting(String version, int offered, String pluginName) {
        return WireBytes.of().u8(10).nulText(version).u32(7)
            .raw(Arrays.copyOf(NONCE, 8)).u8(0).u16(offered & 0xffff).u8(45).u16(2).u16(offered >>> 16)
            .u8(NONCE.length + 1).zero(10).raw(Arrays.copyOfRange(NONCE, 8, NONCE.length)).u8(0)
            .nulText(pluginName).toArray();
    }

    /** Greets, reads the answer and lets the client in. */
    public void login() throws IOException {
        greet();
        read();
        ok();
    }

    /** Reads one packet of at most one frame. */
    public byte[] read() throws IOException {
        byte[] header = readFully(4);
        int length = header[0] & 0xff | (header[1] & 0xff) << 8 | (header[2] & 0xff) << 16;
        int id = header[3] & 0xff;
        if (id != sequenceId) {
            throw new AssertionError("sequence id of the client: " + id + " (expected: " + sequenceId + ')');
        }
        sequenceId = id + 1 & 0xff;
        return readFully(length);
    }

    /** Reads a command, with which the sequence begins anew. */
    public byte[] readCommand() throws IOException {
        sequenceId = 0;
        return read();
    }

    /** What is written next has this id. */
    public void restartSequence(int id) {
        sequenceId = id;
    }

    /** Reads a COM_QUERY. @return its text */
    public String readQuery() throws IOException {
        byte[] command = readCommand();
        if (command[0] != 3) {
            throw new AssertionError("command: " + command[0] + " (expected: COM_QUERY)");
        }
        return new String(command, 1, command.length - 1, StandardCharsets.UTF_8);
    }

    /** Sends a packet, in as many frames as it takes. */
    public void write(byte[] payload) throws IOException {
        int index = 0;
        int length;
        do {
            length = Math.min(MAX_FRAME_LENGTH, payload.length - index);
            writeRaw(WireBytes.frame(sequenceId, Arrays.copyOfRange(payload, index, index + length)));
            sequenceId = sequenceId + 1 & 0xff;
            index += length;
        } while (length == MAX_FRAME_LENGTH);
    }

    /** Sends bytes as they are. */
    public void writeRaw(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    public void ok() throws IOException {
        write(WireBytes.ofHex("00 00 00 0200 0000").toArray());
    }

    public void error(int number, String sqlState, String message) throws IOException {
        write(WireBytes.of().u8(0xff).u16(number).text("#" + sqlState + message).toArray());
    }

    /** Ends a list of definitions or rows, as EOF or as OK, by what was greeted with. */
    public void endRows() throws IOException {
        write(WireBytes.ofHex(isEofDeprecated() ? "fe 00 00 0200 0000" : "fe 0000 0200").toArray());
    }

    /** Sends a whole text result of VARCHAR columns; null for NULL. */
    public void textResult(List<String> names, List<List<String>> rows) throws IOException {
        write(WireBytes.of().lenenc(names.size()).toArray());
        for (String name : names) {
            write(column(name, 253, 45, 0, 0));
        }
        if (!isEofDeprecated()) {
            endRows();
        }
        for (List<String> row : rows) {
            WireBytes bytes = WireBytes.of();
            row.forEach(value -> {
                if (value == null) {
                    bytes.u8(0xfb);
                } else {
                    bytes.lenencText(value);
                }
            });
            write(bytes.toArray());
        }
        endRows();
    }

    /** @return payload of a column definition */
    public static byte[] column(String name, int wireType, int collation, int flags, int decimals) {
        return column("t", name, wireType, collation, flags, decimals);
    }

    /** @param table that the column is of; empty for a column that the server makes up */
    public static byte[] column(String table, String name, int wireType, int collation, int flags, int decimals) {
        return WireBytes.of().lenencText("def").lenencText("db").lenencText(table).lenencText(table)
            .lenencText(name).lenencText(name).u8(0x0c).u16(collation).u32(80).u8(wireType).u16(flags).u8(decimals)
            .zero(2).toArray();
    }

    /** Reads the request for TLS and goes on inside it. @param protocols that are enabled; none for the JDK's own */
    public void startTls(SSLContext context, String... protocols) throws IOException {
        read();
        SSLSocket secured = (SSLSocket) context.getSocketFactory().createSocket(plain, null, plain.getPort(), true);
        secured.setUseClientMode(false);
        secured.setWantClientAuth(true);
        if (protocols.length > 0) {
            secured.setEnabledProtocols(protocols);
        }
        secured.startHandshake();
        socket = secured;
        in = new BufferedInputStream(secured.getInputStream());
    }

    /** @return the TLS socket, to see what was agreed on */
    public SSLSocket tls() {
        return (SSLSocket) socket;
    }

    /** Blocks until the client closes. @return whatever it still sent */
    public byte[] readToEnd() throws IOException {
        return in.readAllBytes();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        plain.close();
    }

    private boolean isEofDeprecated() {
        return (capabilities & DEPRECATE_EOF) != 0;
    }

    private byte[] readFully(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the client closed after " + bytes.length + " of " + length + " bytes");
        }
        return bytes;
    }

    private static byte[] nonce() {
        byte[] nonce = new byte[20];
        for (int i = 0; i < nonce.length; i++) {
            nonce[i] = (byte) (i + 1);
        }
        return nonce;
    }
}
