package com.passkit.cdc.runtime.source;

import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

import com.passkit.cdc.protocol.client.MySqlClientConfig;
import com.passkit.cdc.protocol.error.AuthenticationException;

/**
 * The passwords of a login, asked anew at each connect. Threading: any thread. Blocking: as its suppliers do.
 *
 * @param first     secret of the first factor
 * @param further   secrets of the second and third factor, as many as there are
 * @param mayChange whether they may be others the next time
 */
public record SourcePasswords(Supplier<String> first, List<? extends Supplier<String>> further, boolean mayChange) {

    public SourcePasswords {
        Objects.requireNonNull(first, "first");
        further = List.copyOf(further);
    }

    /** @throws AuthenticationException when one cannot be had at the moment */
    void applyTo(MySqlClientConfig.Builder login) {
        try {
            login.password(first.get()).furtherPasswords(further.stream().<String>map(Supplier::get).toList());
        } catch (RuntimeException e) {
            throw new AuthenticationException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Never a secret. */
    @Override
    public String toString() {
        return "SourcePasswords[<redacted>]";
    }
}
