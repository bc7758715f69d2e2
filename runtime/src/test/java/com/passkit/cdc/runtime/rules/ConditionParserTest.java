package com.passkit.cdc.runtime.rules;

import java.util.List;

import com.passkit.cdc.runtime.rules.Condition.And;
import com.passkit.cdc.runtime.rules.Condition.Comparison;
import com.passkit.cdc.runtime.rules.Condition.In;
import com.passkit.cdc.runtime.rules.Condition.IsNull;
import com.passkit.cdc.runtime.rules.Condition.Like;
import com.passkit.cdc.runtime.rules.Condition.Literal;
import com.passkit.cdc.runtime.rules.Condition.Not;
import com.passkit.cdc.runtime.rules.Condition.Operator;
import com.passkit.cdc.runtime.rules.Condition.Or;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ConditionParserTest {

    private static final Condition A = new Comparison("a", Operator.EQUAL, number("1"));
    private static final Condition B = new Comparison("b", Operator.LESS, number("-2.5e3"));
    private static final Condition C = new IsNull("c");

    private static Literal number(String text) {
        return new Literal(Literal.Kind.NUMBER, text);
    }

    @Test
    void shouldBindAndCloserThanOr() {
        assertThat(ConditionParser.parse("a = 1 OR b < -2.5e3 AND c IS NULL"))
            .isEqualTo(new Or(List.of(A, new And(List.of(B, C)))));
        assertThat(ConditionParser.parse("(a=1 or b<-2.5e3)and c is null"))
            .isEqualTo(new And(List.of(new Or(List.of(A, B)), C)));
    }

    @Test
    void shouldBindNotCloserThanAnd() {
        assertThat(ConditionParser.parse("NOT a = 1 AND NOT (c IS NULL)"))
            .isEqualTo(new And(List.of(new Not(A), new Not(C))));
        assertThat(ConditionParser.parse("c IS NOT NULL")).isEqualTo(new Not(C));
    }

    @Test
    void shouldReadEveryComparison() {
        assertThat(List.of("=", "!=", "<>", "<", "<=", ">", ">=").stream()
            .map(sign -> ((Comparison) ConditionParser.parse("a " + sign + " 1")).operator()))
            .containsExactly(Operator.EQUAL, Operator.NOT_EQUAL, Operator.NOT_EQUAL, Operator.LESS,
                Operator.LESS_OR_EQUAL, Operator.GREATER, Operator.GREATER_OR_EQUAL);
    }

    @Test
    void shouldReadListsAndPatterns() {
        assertThat(ConditionParser.parse("`the \"key\"``` NOT IN ('it''s', \"a\"\"b\", TRUE, null)"))
            .isEqualTo(new Not(new In("the \"key\"`", List.of(new Literal(Literal.Kind.STRING, "it's"),
                new Literal(Literal.Kind.STRING, "a\"b"), new Literal(Literal.Kind.TRUTH, "1"),
                new Literal(Literal.Kind.NULL, "")))));
        assertThat(ConditionParser.parse("größe LIKE 'a\\%_%'")).isEqualTo(new Like("größe", "a\\%_%"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', value = {
        "a | character 2: the end (expected: =",
        "a = | character 4: the end (expected: a number",
        "a = b | character 5: 'b' (expected: a number, a string in quotes",
        "a = NULL | IS NULL",
        "a = 'x | character 5: ' without an end",
        "a = 1 b = 2 | character 7: 'b' (expected: AND, OR or the end)",
        "(a = 1 | expected: ')'",
        "a IN () | expected: a number",
        "a NOT = 1 | expected: IN or LIKE",
        "a LIKE 1 | expected: a string in quotes",
        "a == 1 | '=' (expected: a number",
        "a = 1x | expected: a number of at most",
        "a = 1e999999 | expected: a number of at most",
        "AND a = 1 | character 1: 'AND' (expected: a column",
        "a; DROP | ';' (expected: =",
    })
    void shouldNameThePlaceAndWhatIsExpected(String text, String message) {
        assertThatThrownBy(() -> ConditionParser.parse(text.strip())).isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining(message.strip());
    }

    @Test
    void shouldRefuseWhatIsTooDeepInsteadOfOverflowing() {
        assertThatThrownBy(() -> ConditionParser.parse("(".repeat(100_000) + "a = 1"))
            .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("at most 100 parentheses");
        assertThatThrownBy(() -> ConditionParser.parse("NOT ".repeat(100_000) + "a = 1"))
            .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("at most 100 parentheses");
    }
}
