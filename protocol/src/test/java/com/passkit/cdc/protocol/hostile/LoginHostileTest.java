package com.passkit.cdc.protocol.hostile;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.passkit.cdc.protocol.handshake.LoginConfig;
import com.passkit.cdc.protocol.handshake.LoginExchange;
import com.passkit.cdc.protocol.handshake.LoginTransport;
import com.passkit.cdc.protocol.handshake.PasswordPolicy;
import com.passkit.cdc.protocol.handshake.TlsDemand;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;

/** Whatever a server says in a login, the password is never on the wire in the clear. Input: settings, packets. */
class LoginHostileTest {

    private static final String PASSWORD = "p4ssw0rd-of-the-account";
    private static final int WANTS_TLS = 1;
    private static final int REQUIRES_TLS = 2;
    private static final int ALLOWS_KEY_RETRIEVAL = 4;
    private static final int ALLOWS_CLEAR_PASSWORD = 8;
    private static final int VERIFIES_TLS = 16;

    /** Looks for the password in all that is sent before TLS. */
    private static final class SpyingTransport implements LoginTransport {
        private boolean isTls;

        @Override
        public ByteBufAllocator allocator() {
            return UnpooledByteBufAllocator.DEFAULT;
        }

        @Override
        public void send(ByteBuf payload) {
            String text = payload.toString(StandardCharsets.ISO_8859_1);
            payload.release();
            if (!isTls && text.contains(PASSWORD)) {
                throw new AssertionError("the password was sent in the clear");
            }
        }

        @Override
        public void startTls() {
            isTls = true;
        }

        @Override
        public boolean hasBytesWaiting() {
            return false;
        }

        @Override
        public String source() {
            return "hostile:3306";
        }
    }

    @FuzzTest
    void shouldLogInOrRefuse(byte[] input) {
        HostileBytes bytes = new HostileBytes(input);
        int settings = bytes.nextByte();
        SpyingTransport transport = new SpyingTransport();
        boolean isTlsRequired = (settings & REQUIRES_TLS) != 0;
        TlsDemand tls = new TlsDemand(isTlsRequired || (settings & WANTS_TLS) != 0, isTlsRequired,
            isTlsRequired && (settings & VERIFIES_TLS) != 0);
        LoginExchange login = new LoginExchange(new LoginConfig("user", List.of(PASSWORD, PASSWORD, PASSWORD), tls,
            false, new PasswordPolicy(null, (settings & ALLOWS_KEY_RETRIEVAL) != 0,
                (settings & ALLOWS_CLEAR_PASSWORD) != 0), 0, Map.of()), transport);
        HostileBytes.parse(() -> {
            while (bytes.hasNext() && !login.isDone()) {
                boolean wasTls = transport.isTls;
                ByteBuf packet = bytes.nextPacket();
                login.onPacket(packet, packet.readerIndex(), packet.readableBytes());
                if (!wasTls && transport.isTls) {
                    login.onTlsReady();
                }
            }
            return null;
        });
        if (login.isDone() && isTlsRequired && !transport.isTls) {
            throw new AssertionError("logged in without the TLS that is required");
        }
    }
}
