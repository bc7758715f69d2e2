package com.passkit.cdc.snapshot.catalog;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.client.ResultRow;
import com.passkit.cdc.protocol.client.ServerInfo;
import com.passkit.cdc.protocol.row.Collation;

/** The character sets and collations that a server has, by name. Owned, immutable. Threading: any thread. */
public final class ServerCharsets {

    private static final String COLLATIONS_SQL =
        "SELECT COLLATION_NAME, ID, CHARACTER_SET_NAME FROM information_schema.COLLATIONS WHERE ID IS NOT NULL";

    /** In MariaDB a name of COLLATIONS may stand for one collation of each character set. */
    private static final String FULL_COLLATIONS_SQL = "SELECT FULL_COLLATION_NAME, ID, CHARACTER_SET_NAME"
        + " FROM information_schema.COLLATION_CHARACTER_SET_APPLICABILITY WHERE ID IS NOT NULL";

    private static final String CHARSETS_SQL =
        "SELECT CHARACTER_SET_NAME, DEFAULT_COLLATE_NAME, MAXLEN FROM information_schema.CHARACTER_SETS";

    private static final String UTF8 = "utf8";
    private static final String UTF8MB3 = "utf8mb3";

    private final Map<String, Collation> collations;
    private final Map<String, Charset> charsets;

    /**
     * A character set.
     *
     * @param collation       of what names this set and no collation
     * @param bytesPerCharacter at the most
     */
    public record Charset(Collation collation, int bytesPerCharacter) {
    }

    /**
     * @param collations by name, in lower case
     * @param charsets   by name, in lower case
     */
    public ServerCharsets(Map<String, Collation> collations, Map<String, Charset> charsets) {
        this.collations = Map.copyOf(collations);
        this.charsets = Map.copyOf(charsets);
    }

    /** @return those of the server at the other end */
    public static CompletableFuture<ServerCharsets> read(MySqlConnection connection) {
        return readCollations(connection).thenCompose(collations -> connection.fetch(CHARSETS_SQL).thenApply(rows -> {
            Map<String, Charset> charsets = new HashMap<>();
            for (ResultRow row : rows) {
                Collation collation = collations.get(row.get(1).toLowerCase(Locale.ROOT));
                if (collation != null) {
                    charsets.put(row.get(0).toLowerCase(Locale.ROOT),
                        new Charset(collation, Integer.parseInt(row.get(2))));
                }
            }
            return new ServerCharsets(collations, charsets);
        }));
    }

    /** @return collations by the names that information_schema gives them, in lower case */
    static CompletableFuture<Map<String, Collation>> readCollations(MySqlConnection connection) {
        ServerInfo server = connection.server();
        boolean hasFullNames = server.isMariaDb() && server.isAtLeast(10, 10, 1);
        return connection.fetch(hasFullNames ? FULL_COLLATIONS_SQL : COLLATIONS_SQL).thenApply(rows -> {
            Map<String, Collation> collations = new HashMap<>();
            for (ResultRow row : rows) {
                int id = Integer.parseInt(row.get(1));
                collations.put(row.get(0).toLowerCase(Locale.ROOT),
                    id == Collation.BINARY.id() ? Collation.BINARY : new Collation(id, row.get(2)));
            }
            return collations;
        });
    }

    /** @return the collation of this name; null where the server has none */
    public Collation collation(String name) {
        return byEitherName(collations, name.toLowerCase(Locale.ROOT));
    }

    /** @return the collation of this number; null where the server has none */
    public Collation collation(int id) {
        for (Collation collation : collations.values()) {
            if (collation.id() == id) {
                return collation;
            }
        }
        return null;
    }

    /** @return the character set of this name; null where the server has none */
    public Charset charset(String name) {
        return byEitherName(charsets, name.toLowerCase(Locale.ROOT));
    }

    /** The three byte set is called utf8 by old servers and utf8mb3 by new ones, which know both names. */
    private static <T> T byEitherName(Map<String, T> map, String name) {
        T found = map.get(name);
        if (found != null) {
            return found;
        }
        if (name.startsWith(UTF8MB3)) {
            return map.get(UTF8 + name.substring(UTF8MB3.length()));
        }
        boolean isUtf8 = name.equals(UTF8) || name.startsWith(UTF8 + '_');
        return isUtf8 ? map.get(UTF8MB3 + name.substring(UTF8.length())) : null;
    }
}
