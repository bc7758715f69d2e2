package com.passkit.cdc.protocol.handshake;

import com.passkit.cdc.protocol.error.AuthenticationException;
import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.packet.ErrPacket;
import com.passkit.cdc.protocol.wire.CapabilityFlags;

import io.netty.buffer.ByteBuf;

/**
 * The connection phase as a state machine: greeting, TLS, answer, and what the plugin and the server still have to
 * say to each other, until OK.
 * Threading: the channel's event loop only.
 */
public final class LoginExchange implements AuthPlugin.AuthExchange {

    private enum Phase {
        GREETING,
        TLS,
        ANSWERED,
        DONE
    }

    private static final int OK = 0x00;
    private static final int MORE_DATA = 0x01;
    private static final String FALLBACK_PLUGIN = CachingSha2PasswordPlugin.NAME;

    private final LoginConfig config;
    private final LoginTransport transport;

    private Phase phase = Phase.GREETING;
    private Greeting greeting;
    private AuthPlugin plugin;
    private int capabilities;
    private boolean isTls;

    public LoginExchange(LoginConfig config, LoginTransport transport) {
        this.config = config;
        this.transport = transport;
    }

    /** @return whether the server has let us in */
    public boolean isDone() {
        return phase == Phase.DONE;
    }

    /** @return what the server said first; null before */
    public Greeting greeting() {
        return greeting;
    }

    /** @return the capabilities in force once the login is done */
    public int capabilities() {
        return capabilities;
    }

    @Override
    public boolean isTls() {
        return isTls;
    }

    /** Memory: borrowed until this method returns. */
    public void onPacket(ByteBuf bytes, int index, int length) {
        if (length == 0) {
            throw MalformedPacketException.of("Handshake", "length", 0, ">= 1");
        }
        if (ErrPacket.isAt(bytes, index, length)) {
            throw ErrPacket.read(bytes, index, length).toException(transport.source());
        }
        switch (phase) {
            case GREETING -> onGreeting(bytes.slice(index, length));
            case ANSWERED -> onVerdict(bytes.getUnsignedByte(index), bytes.slice(index + 1, length - 1));
            case TLS, DONE -> throw MalformedPacketException.of("Handshake", "packet", "0x"
                + Integer.toHexString(bytes.getUnsignedByte(index)), "none in phase " + phase);
        }
    }

    /** TLS is up; what follows is encrypted. */
    public void onTlsReady() {
        isTls = true;
        respond();
    }

    @Override
    public void answer(byte[] answer) {
        transport.send(transport.allocator().buffer(answer.length).writeBytes(answer));
    }

    private void onGreeting(ByteBuf packet) {
        greeting = Greeting.read(packet);
        boolean isTlsOffered = CapabilityFlags.has(greeting.capabilities(), CapabilityFlags.TLS);
        if (config.isTlsRequired() && !isTlsOffered) {
            throw new AuthenticationException("The server " + transport.source()
                + " does not offer TLS, which the configuration requires. Remedy: set ssl_cert and ssl_key on the"
                + " server, or choose TLS mode PREFERRED or DISABLED.");
        }
        boolean beginsTls = config.isTlsWanted() && isTlsOffered;
        capabilities = HandshakeResponse.negotiate(greeting.capabilities(), beginsTls);
        if (!beginsTls) {
            respond();
            return;
        }
        if (transport.hasBytesWaiting()) {
            throw MalformedPacketException.of("HandshakeV10", "bytes behind it", "some",
                "none before TLS: whoever sent them is not inside it");
        }
        phase = Phase.TLS;
        ByteBuf request = transport.allocator().buffer();
        HandshakeResponse.writeTlsRequest(request, capabilities);
        transport.send(request);
        transport.startTls();
    }

    private void respond() {
        String name = AuthPlugin.isKnown(greeting.pluginName()) ? greeting.pluginName() : FALLBACK_PLUGIN;
        plugin = AuthPlugin.named(name, config);
        byte[] first = plugin.firstAnswer(greeting.nonce(), isTls);
        ByteBuf response = transport.allocator().buffer();
        HandshakeResponse.write(response, capabilities, config.user(), first, name, config.attributes());
        phase = Phase.ANSWERED;
        transport.send(response);
    }

    private void onVerdict(int header, ByteBuf rest) {
        switch (header) {
            case OK -> phase = Phase.DONE;
            case MORE_DATA -> plugin.onMoreData(rest, this);
            case AuthSwitchRequest.HEADER -> onSwitch(AuthSwitchRequest.read(rest));
            default -> throw MalformedPacketException.of("Handshake", "header", "0x" + Integer.toHexString(header),
                "0x00, 0x01, 0xfe or 0xff");
        }
    }

    private void onSwitch(AuthSwitchRequest request) {
        plugin = AuthPlugin.named(request.pluginName(), config);
        answer(plugin.firstAnswer(request.nonce(), isTls));
    }
}
