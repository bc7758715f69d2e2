package com.passkit.cdc.protocol.handshake;

import com.passkit.cdc.protocol.error.AuthenticationException;

import io.netty.buffer.ByteBuf;

/**
 * One way to prove the password. A new plugin is a class, and a line in {@link #named}.
 * Threading: the channel's event loop only; one instance a login.
 */
public sealed interface AuthPlugin permits NativePasswordPlugin, CachingSha2PasswordPlugin, Sha256PasswordPlugin {

    /** @return MySQL's name of the plugin */
    String name();

    /**
     * @param nonce of the greeting or of the switch
     * @param isTls whether what is sent cannot be read on the way
     * @return the first answer
     */
    byte[] firstAnswer(byte[] nonce, boolean isTls);

    /**
     * The server has more to say (AuthMoreData).
     *
     * @param data     borrowed until this method returns; the packet behind its header
     * @param exchange to answer
     */
    void onMoreData(ByteBuf data, AuthExchange exchange);

    /** What a plugin may do in the course of the login. */
    interface AuthExchange {

        /** @return whether what is sent cannot be read on the way */
        boolean isTls();

        /** @param answer sent as a packet; the array is the callee's */
        void answer(byte[] answer);
    }

    /** @return whether {@link #named} has it */
    static boolean isKnown(String name) {
        return NativePasswordPlugin.NAME.equals(name) || CachingSha2PasswordPlugin.NAME.equals(name)
            || Sha256PasswordPlugin.NAME.equals(name);
    }

    /** @return the plugin of this name; refuses in words what is not sent */
    static AuthPlugin named(String name, LoginConfig config) {
        return switch (name) {
            case NativePasswordPlugin.NAME -> new NativePasswordPlugin(config);
            case CachingSha2PasswordPlugin.NAME -> new CachingSha2PasswordPlugin(config);
            case Sha256PasswordPlugin.NAME -> new Sha256PasswordPlugin(config);
            case "mysql_clear_password" -> throw new AuthenticationException("The account " + config.user()
                + " wants the password in clear text (mysql_clear_password: PAM, LDAP), which is not sent."
                + " Use an account with caching_sha2_password.");
            default -> throw new AuthenticationException("The account " + config.user()
                + " uses the authentication plugin " + name + ", which is not supported. Remedy: ALTER USER ..."
                + " IDENTIFIED WITH caching_sha2_password (or mysql_native_password) BY ...");
        };
    }
}
