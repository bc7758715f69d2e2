package com.passkit.cdc.protocol.examples;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The programs that need no server; the others run in the scenarios. */
class ExamplesTest {

    private static final String FILE = "src/test/resources/binlogs/mysql-8.0-full-metadata.binlog";

    private interface Program {

        void main(String[] args) throws IOException;
    }

    private static synchronized List<String> run(Program program, String... args) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        try {
            program.main(args);
        } finally {
            System.setOut(before);
        }
        return out.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void shouldReadAFileInBothStyles() throws IOException {
        List<String> lines = run(ReadBinlogFile::main, FILE);
        assertThat(lines.get(0)).matches("[1-9]\\d* rows, [1-9]\\d* statements");
        assertThat(lines.get(1)).matches("[1-9]\\d* of them inserted");
    }

    @Test
    void shouldHandleChosenEvents() throws IOException {
        List<String> lines = run(CustomEvents::main, FILE);
        assertThat(lines.get(0)).isEqualTo("written by 8.0.15");
        assertThat(lines.subList(1, lines.size())).isNotEmpty().allMatch(line -> line.matches("commit at \\d+"));
    }
}
