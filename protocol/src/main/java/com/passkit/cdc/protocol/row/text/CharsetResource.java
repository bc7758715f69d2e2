package com.passkit.cdc.protocol.row.text;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.function.Consumer;

/** Reads the tables that lie beside the classes: words separated by spaces, comments behind {@code #}. */
final class CharsetResource {

    private CharsetResource() {
    }

    static void forEachLine(String name, Consumer<String[]> handler) {
        try (BufferedReader reader = new BufferedReader(new InputStreamReader(
            Objects.requireNonNull(CharsetResource.class.getResourceAsStream(name), name),
            StandardCharsets.US_ASCII))) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                if (!line.startsWith("#")) {
                    handler.accept(line.split(" "));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
