package com.passkit.cdc.protocol.handshake;

import com.passkit.cdc.protocol.error.AuthenticationException;
import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.packet.ErrPacket;
import com.passkit.cdc.protocol.wire.CapabilityFlags;

import io.netty.buffer.ByteBuf;

/**
 * The connection phase as a state machine: greeting, TLS, answer, and what the plugins and the server still have to
 * say to each other, factor by factor, until OK.
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
    private static final String[] FACTOR_NAMES = {"password", "password2", "password3"};

    private final LoginConfig config;
    private final LoginTransport transport;

    private Phase phase = Phase.GREETING;
    private Greeting greeting;
    private AuthPlugin plugin;
    private int capabilities;
    private int factorIndex;
    private ChannelGuard guard;

    public LoginExchange(LoginConfig config, LoginTransport transport) {
        this.config = config;
        this.transport = transport;
        guard = config.isUnixSocket() ? ChannelGuard.UNIX_SOCKET : ChannelGuard.NONE;
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

    /** @return whether the connection is encrypted */
    public boolean isTls() {
        return guard.isTls();
    }

    @Override
    public ChannelGuard guard() {
        return guard;
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
            case ANSWERED -> onVerdict(bytes.getUnsignedByte(index), bytes.slice(index, length));
            case TLS, DONE -> throw MalformedPacketException.of("Handshake", "packet", "0x"
                + Integer.toHexString(bytes.getUnsignedByte(index)), "none in phase " + phase);
        }
    }

    /** TLS is up; what follows is encrypted. */
    public void onTlsReady() {
        guard = config.tls().isVerified() ? ChannelGuard.VERIFIED_TLS : ChannelGuard.TLS;
        respond();
    }

    @Override
    public void answer(byte[] answer) {
        transport.send(transport.allocator().buffer(answer.length).writeBytes(answer));
    }

    private void onGreeting(ByteBuf packet) {
        greeting = Greeting.read(packet);
        boolean isTlsOffered = CapabilityFlags.has(greeting.capabilities(), CapabilityFlags.TLS);
        if (config.tls().isRequired() && !isTlsOffered) {
            throw new AuthenticationException("The server " + transport.source()
                + " does not offer TLS, which the configuration requires. Remedy: set ssl_cert and ssl_key on the"
                + " server, or choose TLS mode PREFERRED or DISABLED.");
        }
        boolean beginsTls = config.tls().isWanted() && isTlsOffered;
        capabilities = HandshakeResponse.negotiate(greeting.capabilities(), beginsTls, config.compression());
        CompressionOffer.require(config.compression(), greeting.capabilities(), transport.source());
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

    /** Whatever the greeting names, the first answer is a scramble: another account's plugin may ask for more. */
    private void respond() {
        String name = AuthPlugin.isScramble(greeting.pluginName()) ? greeting.pluginName() : FALLBACK_PLUGIN;
        plugin = AuthPlugin.named(name, credential());
        byte[] first = plugin.firstAnswer(greeting.nonce(), guard);
        ByteBuf response = transport.allocator().buffer();
        HandshakeResponse.write(response, capabilities, config.user(), first, name, config.attributes());
        phase = Phase.ANSWERED;
        transport.send(response);
    }

    /** @param packet with its header */
    private void onVerdict(int header, ByteBuf packet) {
        switch (header) {
            case OK -> phase = Phase.DONE;
            case MORE_DATA -> plugin.onMoreData(packet.skipBytes(1), this);
            case AuthSwitchRequest.HEADER -> onSwitch(AuthSwitchRequest.read(packet.skipBytes(1)));
            case AuthSwitchRequest.NEXT_FACTOR_HEADER -> onNextFactor(AuthSwitchRequest.read(packet.skipBytes(1)));
            case ParsecPlugin.BARE_HEADER -> onBareData(packet);
            default -> throw unknown(header);
        }
    }

    private void onSwitch(AuthSwitchRequest request) {
        if (!AuthPlugin.isKnown(request.pluginName())) {
            throw RefusedPlugin.refusal(request.pluginName(), config.user());
        }
        plugin = AuthPlugin.named(request.pluginName(), credential());
        answer(plugin.firstAnswer(request.nonce(plugin.nonceLength(), greeting.nonce()), guard));
    }

    private void onNextFactor(AuthSwitchRequest request) {
        if (!CapabilityFlags.has(capabilities, CapabilityFlags.MULTI_FACTOR)
            || factorIndex + 1 == FACTOR_NAMES.length) {
            throw unknown(AuthSwitchRequest.NEXT_FACTOR_HEADER);
        }
        factorIndex++;
        onSwitch(request);
    }

    /** MariaDB puts a header before the data of a plugin only where the first byte could be taken for one. */
    private void onBareData(ByteBuf data) {
        if (!(plugin instanceof ParsecPlugin)) {
            throw unknown(ParsecPlugin.BARE_HEADER);
        }
        plugin.onMoreData(data, this);
    }

    private Credential credential() {
        if (factorIndex >= config.passwords().size()) {
            throw new AuthenticationException("The account " + config.user() + " wants authentication factor "
                + (factorIndex + 1) + " (expected: " + FACTOR_NAMES[factorIndex] + " to be set; \"\" for an empty"
                + " one)");
        }
        return new Credential(config.user(), config.passwords().get(factorIndex), config.policy());
    }

    private static MalformedPacketException unknown(int header) {
        return MalformedPacketException.of("Handshake", "header", "0x" + Integer.toHexString(header),
            "0x00, 0x01, 0xfe or 0xff");
    }
}
