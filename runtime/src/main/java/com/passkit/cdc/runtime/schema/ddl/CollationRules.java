package com.passkit.cdc.runtime.schema.ddl;

import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.snapshot.catalog.ServerCharsets;

/** Which collation a clause of a statement stands for. */
final class CollationRules {

    private static final String UTF8MB4 = "utf8mb4";
    private static final String BINARY_SUFFIX = "_bin";

    private final StatementContext context;
    private final ServerCharsets charsets;

    CollationRules(StatementContext context) {
        this.context = context;
        charsets = context.server().charsets();
    }

    /**
     * @param ofDefault  what the word DEFAULT stands for
     * @param notWritten what holds where nothing is written
     */
    Collation resolve(CharsetClause clause, Collation ofDefault, Collation notWritten) {
        if (clause.collation() != null) {
            String charset = clause.charset();
            return named(clause.collation(), charset == null || charset.isEmpty() ? null : charset, notWritten);
        }
        if (clause.charset() == null) {
            return notWritten;
        }
        if (!clause.charset().isEmpty()) {
            return ofCharset(clause.charset());
        }
        // DEFAULT is a character set to MariaDB, and a collation to MySQL.
        return ofDefault == null || !context.server().isMariaDb() ? ofDefault : ofCharset(ofDefault.charset());
    }

    /** @return the collation of a character set for which none is written */
    Collation ofCharset(String name) {
        ServerCharsets.Charset charset = charset(name);
        boolean isOverridden = UTF8MB4.equalsIgnoreCase(name) && context.defaultCollationForUtf8mb4() != null;
        return isOverridden ? context.defaultCollationForUtf8mb4() : charset.collation();
    }

    /** @param charset that is written too, or holds anyway; a name of MariaDB may be short of it */
    Collation named(String name, String charset, Collation holding) {
        Collation found = charsets.collation(name);
        if (found == null && charset != null) {
            found = charsets.collation(charset + '_' + name);
        }
        if (found == null && holding != null) {
            found = charsets.collation(holding.charset() + '_' + name);
        }
        if (found == null) {
            throw new UnreadableStatementException("collation " + name + " is not one of the server's");
        }
        return found;
    }

    /** @return the collation by code of the same character set */
    Collation binary(Collation collation) {
        return collation.isBinary() ? collation : named(collation.charset() + BINARY_SUFFIX, null, null);
    }

    int bytesPerCharacter(Collation collation) {
        return charset(collation.charset()).bytesPerCharacter();
    }

    private ServerCharsets.Charset charset(String name) {
        ServerCharsets.Charset charset = charsets.charset(name);
        if (charset == null) {
            throw new UnreadableStatementException("character set " + name + " is not one of the server's");
        }
        return charset;
    }
}
