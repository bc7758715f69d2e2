package com.passkit.cdc.cli.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import com.passkit.cdc.runtime.CdcConfig;

import static org.assertj.core.api.Assertions.assertThat;

/** What the README tells to copy is what the program takes. */
class ReadmeTest {

    private static final Pattern YAML = Pattern.compile("```yaml\\R(.*?)```", Pattern.DOTALL);

    @TempDir
    Path directory;

    @Test
    void shouldShowAConfigurationThatIsValid() throws IOException {
        Matcher yaml = YAML.matcher(Files.readString(Path.of("..", "README.md")));
        assertThat(yaml.find()).isTrue();
        Files.createFile(directory.resolve("ca.pem"));

        CdcConfig config = new ConfigReader(new ConfigSettings(new HashMap<>(),
            Map.of("PASSKIT_CDC_PASSWORD", "choose-one", "PASSKIT_TOKEN", "t"),
            ConfigFile.parse("passkit-cdc.yaml", directory, yaml.group(1)))).cdc();

        assertThat(config.name()).isEqualTo("loyalty");
        assertThat(config.include()).isEqualTo(List.of("crm.members", "crm.coupon_*"));
    }
}
