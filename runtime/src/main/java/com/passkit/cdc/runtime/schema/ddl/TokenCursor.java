package com.passkit.cdc.runtime.schema.ddl;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import com.passkit.cdc.snapshot.catalog.TableName;

/** Walks the tokens of a statement. */
final class TokenCursor {

    private static final SqlToken END = SqlToken.mark('\0');

    private final List<SqlToken> tokens;
    private int index;

    TokenCursor(List<SqlToken> tokens) {
        this.tokens = tokens;
    }

    boolean isAtEnd() {
        return index >= tokens.size() || tokens.get(index).isMark(';');
    }

    SqlToken peek() {
        return peek(0);
    }

    SqlToken peek(int ahead) {
        return index + ahead < tokens.size() ? tokens.get(index + ahead) : END;
    }

    SqlToken next() {
        SqlToken token = peek();
        index++;
        return token;
    }

    /** @return whether these words follow; if so they are passed */
    boolean accept(String... words) {
        for (int i = 0; i < words.length; i++) {
            if (!peek(i).isWord(words[i])) {
                return false;
            }
        }
        index += words.length;
        return true;
    }

    /** @return whether one of these words follows; if so it is passed */
    boolean acceptOne(Set<String> words) {
        for (String word : words) {
            if (accept(word)) {
                return true;
            }
        }
        return false;
    }

    boolean acceptMark(char mark) {
        if (peek().isMark(mark)) {
            index++;
            return true;
        }
        return false;
    }

    boolean acceptIfExists() {
        return accept("IF", "EXISTS");
    }

    boolean acceptIfNotExists() {
        return accept("IF", "NOT", "EXISTS");
    }

    void expect(String word) {
        if (!accept(word)) {
            throw new UnreadableStatementException("'" + peek().text() + "' (expected: " + word + ')');
        }
    }

    String identifier() {
        SqlToken token = next();
        if (!token.isIdentifier()) {
            throw new UnreadableStatementException("'" + token.text() + "' (expected: a name)");
        }
        return token.text();
    }

    /** @return {@code [database.]table} */
    TableName tableName(String defaultDatabase) {
        boolean isWithoutDatabase = acceptMark('.');
        String first = identifier();
        if (!isWithoutDatabase && acceptMark('.')) {
            return new TableName(first, identifier());
        }
        if (defaultDatabase.isEmpty()) {
            throw new UnreadableStatementException("table " + first + ": without a database, and the session has none");
        }
        return new TableName(defaultDatabase, first);
    }

    /** Passes {@code WAIT n} and {@code NOWAIT} of MariaDB. */
    void skipWait() {
        if (peek().isWord("WAIT") && peek(1).kind() == SqlToken.Kind.NUMBER) {
            index += 2;
        } else {
            accept("NOWAIT");
        }
    }

    /** @return what is between the parentheses that begin here, which are passed */
    List<SqlToken> group() {
        int start = index + 1;
        skipGroup();
        return tokens.subList(start, index - 1);
    }

    /** Passes the parentheses that begin here. */
    void skipGroup() {
        int depth = 0;
        do {
            SqlToken token = next();
            if (token == END) {
                throw new UnreadableStatementException("a parenthesis has no end");
            }
            depth += token.isMark('(') ? 1 : token.isMark(')') ? -1 : 0;
        } while (depth > 0);
    }

    /** @return everything that is left */
    List<SqlToken> rest() {
        int end = tokens.size();
        while (end > index && tokens.get(end - 1).isMark(';')) {
            end--;
        }
        List<SqlToken> rest = tokens.subList(Math.min(index, end), end);
        index = tokens.size();
        return rest;
    }

    /** @return the parts between the commas that are in no parentheses */
    static List<List<SqlToken>> split(List<SqlToken> tokens) {
        List<List<SqlToken>> parts = new ArrayList<>();
        List<SqlToken> part = new ArrayList<>();
        int depth = 0;
        for (SqlToken token : tokens) {
            depth += token.isMark('(') ? 1 : token.isMark(')') ? -1 : 0;
            if (depth == 0 && token.isMark(',')) {
                parts.add(part);
                part = new ArrayList<>();
            } else {
                part.add(token);
            }
        }
        parts.add(part);
        return parts;
    }
}
