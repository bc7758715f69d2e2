package com.passkit.cdc.runtime.rules;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.Locale;

import com.passkit.cdc.runtime.rules.Condition.Literal;
import com.passkit.cdc.runtime.rules.Condition.Operator;
import com.passkit.cdc.runtime.rules.ConditionWords.Kind;
import com.passkit.cdc.runtime.rules.ConditionWords.Word;

/** Reads a {@link Condition}. Threading: one thread, used once. */
final class ConditionParser {

    private static final int MAX_DEPTH = 100;
    private static final int MAX_DIGITS = 100;
    private static final Set<String> KEYWORDS =
        new TreeSet<>(Set.of("AND", "OR", "NOT", "IN", "LIKE", "IS", "NULL", "TRUE", "FALSE"));

    private final List<Word> words;
    private int at;
    private int depth;

    private ConditionParser(List<Word> words) {
        this.words = words;
    }

    /** @throws IllegalArgumentException with the place and what is expected there */
    static Condition parse(String text) {
        ConditionParser parser = new ConditionParser(ConditionWords.of(text));
        Condition condition = parser.disjunction();
        if (parser.word().kind() != Kind.END) {
            throw parser.unexpected("AND, OR or the end");
        }
        return condition;
    }

    private Condition disjunction() {
        if (++depth > MAX_DEPTH) {
            throw unexpected("at most " + MAX_DEPTH + " parentheses and NOTs inside each other");
        }
        List<Condition> parts = new ArrayList<>(List.of(conjunction()));
        while (takes("OR")) {
            parts.add(conjunction());
        }
        depth--;
        return parts.size() == 1 ? parts.get(0) : new Condition.Or(List.copyOf(parts));
    }

    private Condition conjunction() {
        List<Condition> parts = new ArrayList<>(List.of(negation()));
        while (takes("AND")) {
            parts.add(negation());
        }
        return parts.size() == 1 ? parts.get(0) : new Condition.And(List.copyOf(parts));
    }

    private Condition negation() {
        if (takes("NOT")) {
            if (++depth > MAX_DEPTH) {
                throw unexpected("at most " + MAX_DEPTH + " parentheses and NOTs inside each other");
            }
            Condition negated = negation();
            depth--;
            return new Condition.Not(negated);
        }
        if (word().isSign("(")) {
            at++;
            Condition inner = disjunction();
            require(")");
            return inner;
        }
        return comparison();
    }

    private Condition comparison() {
        String column = column();
        if (takes("IS")) {
            boolean isNegated = takes("NOT");
            if (!takes("NULL")) {
                throw unexpected("NULL");
            }
            return negatedIf(isNegated, new Condition.IsNull(column));
        }
        boolean isNegated = takes("NOT");
        if (takes("IN")) {
            return negatedIf(isNegated, new Condition.In(column, literals()));
        }
        if (takes("LIKE")) {
            if (word().kind() != Kind.STRING) {
                throw unexpected("a string in quotes");
            }
            return negatedIf(isNegated, new Condition.Like(column, words.get(at++).text()));
        }
        if (isNegated) {
            throw unexpected("IN or LIKE");
        }
        Operator operator = operator();
        if (word().isWord("NULL")) {
            throw unexpected("a value; no comparison with NULL is ever true: IS NULL, IS NOT NULL");
        }
        return new Condition.Comparison(column, operator, literal());
    }

    private static Condition negatedIf(boolean isNegated, Condition condition) {
        return isNegated ? new Condition.Not(condition) : condition;
    }

    private String column() {
        Word word = word();
        boolean isName = word.kind() == Kind.QUOTED_NAME
            || word.kind() == Kind.NAME && !KEYWORDS.contains(word.text().toUpperCase(Locale.ROOT));
        if (!isName) {
            throw unexpected("a column, NOT or '('");
        }
        at++;
        return word.text();
    }

    private Operator operator() {
        Word word = word();
        Operator operator = word.kind() != Kind.SIGN ? null : switch (word.text()) {
            case "=" -> Operator.EQUAL;
            case "!=", "<>" -> Operator.NOT_EQUAL;
            case "<" -> Operator.LESS;
            case "<=" -> Operator.LESS_OR_EQUAL;
            case ">" -> Operator.GREATER;
            case ">=" -> Operator.GREATER_OR_EQUAL;
            default -> null;
        };
        if (operator == null) {
            throw unexpected("=, !=, <>, <, <=, >, >=, IN, LIKE or IS");
        }
        at++;
        return operator;
    }

    private List<Literal> literals() {
        require("(");
        List<Literal> literals = new ArrayList<>(List.of(literal()));
        while (word().isSign(",")) {
            at++;
            literals.add(literal());
        }
        require(")");
        return List.copyOf(literals);
    }

    private Literal literal() {
        Word word = word();
        Literal literal = switch (word.kind()) {
            case STRING -> new Literal(Literal.Kind.STRING, word.text());
            case NUMBER -> number(word);
            case NAME -> switch (word.text().toUpperCase(Locale.ROOT)) {
                case "TRUE" -> new Literal(Literal.Kind.TRUTH, "1");
                case "FALSE" -> new Literal(Literal.Kind.TRUTH, "0");
                case "NULL" -> new Literal(Literal.Kind.NULL, "");
                default -> null;
            };
            default -> null;
        };
        if (literal == null) {
            throw unexpected("a number, a string in quotes, TRUE, FALSE or NULL");
        }
        at++;
        return literal;
    }

    private Literal number(Word word) {
        try {
            BigDecimal number = new BigDecimal(word.text());
            if (number.precision() <= MAX_DIGITS && Math.abs(number.scale()) <= 4 * MAX_DIGITS) {
                return new Literal(Literal.Kind.NUMBER, word.text());
            }
        } catch (NumberFormatException e) {
            // Told below.
        }
        throw unexpected("a number of at most " + MAX_DIGITS + " digits");
    }

    private boolean takes(String keyword) {
        if (word().isWord(keyword)) {
            at++;
            return true;
        }
        return false;
    }

    private void require(String sign) {
        if (!word().isSign(sign)) {
            throw unexpected("'" + sign + "'");
        }
        at++;
    }

    private Word word() {
        return words.get(at);
    }

    private IllegalArgumentException unexpected(String expected) {
        Word word = word();
        String found = word.kind() == Kind.END ? "the end" : "'" + word.text() + "'";
        return new IllegalArgumentException(
            "character " + word.place() + ": " + found + " (expected: " + expected + ')');
    }
}
