package com.passkit.cdc.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What operators read names every exit code, and leads nowhere that is not there. */
class DocumentationTest {

    private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
    private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```");

    @Test
    void shouldNameEveryExitCodeWithItsMeaning() {
        List<List<String>> rows = Readme.rows("Exit codes");

        assertThat(rows).extracting(row -> row.get(0)).containsExactlyElementsOf(
            Stream.of(ExitCode.values()).map(code -> Integer.toString(code.number())).toList());
        CliRun help = new CliRun();
        assertThat(help.execute("--help")).isZero();
        String shown = String.join(" ", help.outLines()).replaceAll("\\s+", " ");
        for (ExitCode code : ExitCode.values()) {
            String words = code.line("").replaceAll(".*\\((.*)\\).*", "$1");
            assertThat(rows.get(code.ordinal()).get(1)).startsWith(words);
            assertThat(shown).contains(code.number() + " " + words);
        }
    }

    @Test
    void shouldLeadOnlyToWhatIsThere() throws IOException {
        Path root = Path.of("..").toRealPath();
        List<Path> pages = new ArrayList<>(Stream.of("README.md", "CONTRIBUTING.md", "protocol/README.md",
            "benchmarks/README.md").map(root::resolve).toList());
        try (Stream<Path> docs = Files.list(root.resolve("cli/docs"))) {
            docs.forEach(pages::add);
        }
        List<String> broken = new ArrayList<>();
        for (Path page : pages) {
            Matcher link = LINK.matcher(FENCED.matcher(Files.readString(page)).replaceAll(""));
            while (link.find()) {
                if (!link.group(1).startsWith("http") && !isThere(page, link.group(1))) {
                    broken.add(page.getFileName() + ": " + link.group(1));
                }
            }
        }

        assertThat(broken).isEmpty();
    }

    private static boolean isThere(Path page, String target) throws IOException {
        int hash = target.indexOf('#');
        Path file = hash == 0 ? page : page.resolveSibling(hash < 0 ? target : target.substring(0, hash));
        return Files.exists(file) && (hash < 0 || Files.readString(file).lines().filter(line -> line.startsWith("#"))
            .anyMatch(heading -> anchor(heading).equals(target.substring(hash + 1))));
    }

    /** As GitHub makes them. */
    private static String anchor(String heading) {
        return heading.replaceFirst("^#+ ", "").toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 -]", "")
            .replace(' ', '-');
    }
}
