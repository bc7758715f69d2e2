package com.passkit.cdc.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

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

    @ParameterizedTest
    @ValueSource(strings = {"--password h1dden", "--password=h1dden", "-ph1dden", "-p h1dden", "--token h1dden",
        "--user u --pasword h1dden", "--auth-secret=h1dden --host h"})
    void shouldNotRepeatASecretThatIsAnArgument(String arguments) {
        assertThat(run.execute(("run " + arguments).split(" "))).isEqualTo(2);
        assertThat(run.err()).doesNotContain("h1dden").contains("unknown option: -");
    }

    @Test
    void shouldSayHowASecretIsHandedOver() {
        assertThat(run.execute("run", "-ph1dden")).isEqualTo(2);
        assertThat(run.lastErrLine()).isEqualTo("passkit-cdc: exit 2 (usage or configuration): unknown option: -p "
            + "(expected: a secret in a file or in the environment, such as --password-file or --password-env: every "
            + "user of the machine can read an argument); see passkit-cdc run --help");
    }

    /** An argument is shown by ps to every user of the machine. */
    @Test
    void shouldTakeNoSecretAsAnArgument() {
        List<String> secrets = new ArrayList<>();
        addSecrets(PassKitCdc.commandLine(run.context()), secrets);
        assertThat(secrets).isNotEmpty().allMatch(name -> name.endsWith("-file") || name.endsWith("-env"));
    }

    private static void addSecrets(CommandLine command, List<String> secrets) {
        for (CommandLine.Model.OptionSpec option : command.getCommandSpec().options()) {
            if (option.arity().max() > 0 && option.longestName().matches(".*(pass|token|secret|salt|credential).*")) {
                secrets.add(option.longestName());
            }
        }
        command.getSubcommands().values().forEach(sub -> addSecrets(sub, secrets));
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
