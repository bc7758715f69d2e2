package com.passkit.cdc.cli.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.passkit.cdc.cli.Readme;
import com.passkit.cdc.runtime.CdcConfig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

/** What the README tells to copy is what the program takes. */
class ReadmeTest {

    private static final Pattern YAML = Pattern.compile("```yaml\\R(.*?)```", Pattern.DOTALL);

    private static final String ONE_OF = "one of ";

    @TempDir
    Path directory;

    @Test
    void shouldShowAConfigurationThatIsValid() throws IOException {
        Matcher yaml = YAML.matcher(Readme.text());
        assertThat(yaml.find()).isTrue();
        Files.createFile(directory.resolve("ca.pem"));

        CdcConfig config = new ConfigReader(new ConfigSettings(new HashMap<>(),
            Map.of("PASSKIT_CDC_PASSWORD", "choose-one", "PASSKIT_TOKEN", "t"),
            ConfigFile.parse("passkit-cdc.yaml", directory, yaml.group(1)))).cdc();

        assertThat(config.name()).isEqualTo("loyalty");
        assertThat(config.include()).isEqualTo(List.of("crm.members", "crm.coupon_*"));
    }

    @Test
    void shouldNameEveryKeyOnceWithItsDefault() {
        assertThat(Readme.rows("Configuration")).extracting(row -> tuple(row.get(0), row.get(1)))
            .containsExactlyElementsOf(ConfigKeys.all().stream().map(key ->
                tuple(key.path(), key.defaultText() == null ? "" : key.defaultText())).toList());
    }

    @Test
    void shouldNameEveryChoiceOfAKey() {
        Map<String, String> told = Readme.rows("Configuration").stream()
            .collect(Collectors.toMap(row -> row.get(0), row -> row.get(2)));
        List<ConfigKey<?>> keys =
            ConfigKeys.all().stream().filter(key -> key.expected().startsWith(ONE_OF)).toList();

        assertThat(keys).hasSizeGreaterThan(10).allSatisfy(key -> assertThat(told.get(key.path())).as(key.path())
            .contains(Stream.of(key.expected().substring(ONE_OF.length()).split(", "))
                .map(choice -> '`' + choice + '`').toList()));
    }
}
