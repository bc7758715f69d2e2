package com.passkit.cdc.protocol.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The program that the documentation shows is the one that is compiled and run here. */
class DocumentedExampleTest {

    private static final Pattern JAVA = Pattern.compile("```java\\R(.*?)```", Pattern.DOTALL);
    private static final Pattern MAIN = Pattern.compile("    public static void main.*?\\{\\R(.*?)\\R    }\\R",
        Pattern.DOTALL);

    @Test
    void shouldShowTheExampleAsItIs() throws IOException {
        String shown = only(JAVA, Path.of("README.md"));
        String compiled = only(MAIN, Path.of("src", "test", "java",
            TailBinlog.class.getName().replace('.', '/') + ".java"));

        assertThat(shown.strip()).isEqualTo(compiled.stripIndent().strip());
    }

    private static String only(Pattern pattern, Path file) throws IOException {
        Matcher matcher = pattern.matcher(Files.readString(file));
        assertThat(matcher.find()).as(file.toString()).isTrue();
        String found = matcher.group(1);
        assertThat(matcher.find()).as("a second one in %s", file).isFalse();
        return found;
    }
}
