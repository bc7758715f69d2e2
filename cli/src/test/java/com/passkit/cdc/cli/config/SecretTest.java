package com.passkit.cdc.cli.config;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SecretTest {

    @TempDir
    Path directory;

    @Test
    void shouldReadAFileAnewAtEachUse() throws IOException {
        Path file = Files.writeString(directory.resolve("token"), "first\n");
        Secret secret = secret("${file:" + file + "}", Map.of());
        assertThat(secret.get()).isEqualTo("first");
        Files.writeString(file, "second\r\n");
        assertThat(secret.get()).isEqualTo("second");
    }

    @Test
    void shouldReadAFileWithinAText() throws IOException {
        Path file = Files.writeString(directory.resolve("token"), "a");
        Secret secret = secret("${env:PREFIX}-${file:" + file + "}", Map.of("PREFIX", "p"));
        Files.writeString(file, "b");
        assertThat(secret.get()).isEqualTo("p-b");
    }

    @Test
    void shouldSayWhichFileIsGoneOrEmptyAndTakeItAgainWhenItIsBack() throws IOException {
        Path file = Files.writeString(directory.resolve("token"), "first");
        Secret secret = secret("${file:" + file + "}", Map.of());
        Files.delete(file);
        assertThatThrownBy(secret::get).isInstanceOf(UncheckedIOException.class)
            .hasMessage("publish.auth.token: ${file:" + file + "} (expected: a readable file; there is none)");
        Files.writeString(file, "\n");
        assertThatThrownBy(secret::get).isInstanceOf(UncheckedIOException.class)
            .hasMessage("publish.auth.token: ${file:" + file + "} is empty (expected: the bearer token)");
        Files.writeString(file, "second");
        assertThat(secret.get()).isEqualTo("second");
    }

    @Test
    void shouldStayEmptyWhereItWasEmptyFromTheBeginning() throws IOException {
        Path file = Files.writeString(directory.resolve("token"), "");
        assertThat(secret("${file:" + file + "}", Map.of()).get()).isEmpty();
    }

    @Test
    void shouldBeConstantElsewhere() {
        assertThat(secret("literal", Map.of()).get()).isEqualTo("literal");
        assertThat(secret("${env:TOKEN}", Map.of("TOKEN", "t")).get()).isEqualTo("t");
        assertThat(secret("$${file:x}", Map.of()).get()).isEqualTo("${file:x}");
    }

    @Test
    void shouldNotShowItself() throws IOException {
        Path file = Files.writeString(directory.resolve("token"), "hidden");
        assertThat(Secret.of("hidden").toString()).isEqualTo("Secret[<redacted>]");
        assertThat(secret("${file:" + file + "}", Map.of()).toString())
            .isEqualTo("Secret[publish.auth.token, read at each use]");
    }

    private static Secret secret(String written, Map<String, String> environment) {
        ConfigSettings settings = new ConfigSettings(
            Map.of(ConfigKeys.PUBLISH_AUTH_TOKEN, ConfigValue.ofPlaceholder("test", written)), environment,
            ConfigFile.NONE);
        return settings.requireSecret(ConfigKeys.PUBLISH_AUTH_TOKEN, "");
    }
}
