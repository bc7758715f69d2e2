package com.passkit.cdc.runtime.schema.ddl;

import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SqlScannerTest {

    /** The star of the beginning is none of an end, and two dashes begin a comment only before white space. */
    @Test
    void shouldPassCommentsAsTheServerDoes() {
        for (String comment : List.of("/* x */", "/*/ x */", "/**/", "# x\n", "-- x\n", "--\tx\n", "--\n", " \t\n\0")) {
            SqlScanner scanner = new SqlScanner(comment + "BEGIN");
            scanner.skipSpace();
            assertThat(scanner.word()).as(comment).isEqualTo("BEGIN");
        }
        SqlScanner minus = new SqlScanner("--1");
        minus.skipSpace();
        assertThat(minus.peek()).isEqualTo('-');
        SqlScanner open = new SqlScanner("/* without an end");
        open.skipSpace();
        assertThat(open.isAtEnd()).isTrue();
    }

    @Test
    void shouldStopAtAVersionComment() {
        SqlScanner scanner = new SqlScanner(" /*!80013 A /* inner */ B*/ C");
        scanner.skipSpace();
        assertThat(scanner.isAtVersionComment()).isTrue();
        assertThat(scanner.commentVersion()).isEqualTo(80013);
        scanner.skipNestedComment();
        scanner.skipSpace();
        assertThat(scanner.word()).isEqualTo("C");

        // Too few digits are a part of the statement.
        SqlScanner always = new SqlScanner("/*!4000 A*/ B");
        assertThat(always.commentVersion()).isZero();
        always.enterVersionComment();
        assertThat(always.word()).isEqualTo("4000");

        SqlScanner mariaDb = new SqlScanner("/*M!100201 A*/ B");
        assertThat(mariaDb.isAtVersionComment()).isTrue();
        assertThat(mariaDb.commentVersion()).isEqualTo(100201);
        mariaDb.enterVersionComment();
        mariaDb.skipSpace();
        assertThat(mariaDb.word()).isEqualTo("A");
        mariaDb.skipSpace();
        assertThat(mariaDb.word()).isEqualTo("B");
    }

    @Test
    void shouldReadQuotesWithTheirEscapesOrWithout() {
        assertThat(new SqlScanner("'it''s\\n'x").quoted(true)).isEqualTo("it's\n");
        assertThat(new SqlScanner("'a\\'").quoted(false)).isEqualTo("a\\");
        assertThat(new SqlScanner("`a``b\\`").quoted(false)).isEqualTo("a`b\\");
        SqlScanner open = new SqlScanner("'a\\'");
        assertThat(open.quoted(true)).isEqualTo("a'");
        assertThat(open.isOpen()).isTrue();
    }

    @Test
    void shouldPassAWordOnlyWhole() {
        SqlScanner scanner = new SqlScanner("Tables_ö.x");
        assertThat(scanner.acceptWord("TABLE")).isFalse();
        assertThat(scanner.acceptWord("TABLES_Ö")).isTrue();
        assertThat(scanner.peek()).isEqualTo('.');
        assertThat(new SqlScanner("table").acceptWord("TABLE")).isTrue();
    }
}
