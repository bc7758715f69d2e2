package com.passkit.cdc.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import picocli.CommandLine;

import static org.assertj.core.api.Assertions.assertThat;

class PassKitCdcTest {

    private final CliRun run = new CliRun();

    @Test
    void shouldRefuseNoCommand() {
        assertThat(run.execute()).isEqualTo(2);
        assertThat(run.err()).isEqualToIgnoringNewLines(
            "passkit-cdc: exit 2 (usage or configuration): no command; see passkit-cdc --help");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void shouldRefuseAnUnknownCommand() {
        assertThat(run.execute("psition")).isEqualTo(2);
        assertThat(run.lastErrLine()).startsWith("passkit-cdc: exit 2 (usage or configuration): ")
            .contains("psition").endsWith("see passkit-cdc --help");
    }

    @Test
    void shouldRefuseAnUnknownOption() {
        assertThat(run.execute("position", "show", "--jsn")).isEqualTo(2);
        assertThat(run.lastErrLine()).startsWith("passkit-cdc: exit 2 (usage or configuration): ")
            .contains("--jsn").endsWith("see passkit-cdc position show --help");
    }

    @Test
    void shouldPrintTheVersionToStdout() {
        assertThat(run.execute("--version")).isZero();
        assertThat(run.out()).startsWith("passkit-cdc ");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void shouldPrintACompletionScript() {
        assertThat(run.execute("generate-completion")).isZero();
        assertThat(run.out()).contains("passkit-cdc", "position");
    }

    @TestFactory
    Stream<DynamicTest> shouldHelpOnEveryCommand() {
        List<List<String>> paths = new ArrayList<>();
        addPaths(PassKitCdc.commandLine(run.context()), List.of(), paths);
        return paths.stream().map(path -> DynamicTest.dynamicTest(String.join(" ", path) + " --help", () -> {
            CliRun help = new CliRun();
            List<String> args = new ArrayList<>(path);
            args.add("--help");
            assertThat(help.execute(args.toArray(String[]::new))).isZero();
            assertThat(help.out()).startsWith("Usage: passkit-cdc" + (path.isEmpty() ? "" : " ")
                + String.join(" ", path)).contains("--help");
            assertThat(help.err()).isEmpty();
        }));
    }

    private static void addPaths(CommandLine command, List<String> path, List<List<String>> paths) {
        paths.add(path);
        command.getSubcommands().forEach((name, sub) -> {
            List<String> longer = new ArrayList<>(path);
            longer.add(name);
            addPaths(sub, longer, paths);
        });
    }
}
