package com.passkit.cdc.protocol.handshake;

import io.netty.buffer.ByteBuf;

/**
 * One way to prove the password. A new plugin is a class, and a line in {@link #named}.
 * Threading: the channel's event loop only; one instance a factor of a login.
 */
public sealed interface AuthPlugin permits NativePasswordPlugin, CachingSha2PasswordPlugin, Sha256PasswordPlugin,
    ClearPasswordPlugin, Ed25519Plugin, ParsecPlugin {

    /** @return MySQL's name of the plugin */
    String name();

    /** @return bytes of the nonce that the server sends for the first answer, any final NUL excluded */
    int nonceLength();

    /**
     * @param nonce of {@link #nonceLength()} bytes
     * @param guard what protects the connection
     * @return the first answer
     */
    byte[] firstAnswer(byte[] nonce, ChannelGuard guard);

    /**
     * The server has more to say: AuthMoreData, or of MariaDB bytes without that header.
     *
     * @param data     borrowed until this method returns; the packet behind its header
     * @param exchange to answer
     */
    void onMoreData(ByteBuf data, AuthExchange exchange);

    /** What a plugin may do in the course of the login. */
    interface AuthExchange {

        /** @return what protects the connection */
        ChannelGuard guard();

        /** @param answer sent as a packet; the array is the callee's */
        void answer(byte[] answer);
    }

    /** @return whether its first answer tells a server nothing, so that it may come unasked */
    static boolean isScramble(String name) {
        return NativePasswordPlugin.NAME.equals(name) || CachingSha2PasswordPlugin.NAME.equals(name);
    }

    /** @return whether {@link #named} has it */
    static boolean isKnown(String name) {
        return switch (name) {
            case NativePasswordPlugin.NAME, CachingSha2PasswordPlugin.NAME, Sha256PasswordPlugin.NAME,
                ClearPasswordPlugin.NAME, Ed25519Plugin.NAME, ParsecPlugin.NAME -> true;
            default -> false;
        };
    }

    /** @return the plugin of this name; refuses in words what is not there */
    static AuthPlugin named(String name, Credential credential) {
        return switch (name) {
            case NativePasswordPlugin.NAME -> new NativePasswordPlugin(credential);
            case CachingSha2PasswordPlugin.NAME -> new CachingSha2PasswordPlugin(credential);
            case Sha256PasswordPlugin.NAME -> new Sha256PasswordPlugin(credential);
            case ClearPasswordPlugin.NAME -> new ClearPasswordPlugin(credential);
            case Ed25519Plugin.NAME -> new Ed25519Plugin(credential);
            case ParsecPlugin.NAME -> new ParsecPlugin(credential);
            default -> throw RefusedPlugin.refusal(name, credential.user());
        };
    }
}
