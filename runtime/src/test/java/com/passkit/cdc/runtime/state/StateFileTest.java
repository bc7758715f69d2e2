package com.passkit.cdc.runtime.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;

import com.passkit.cdc.runtime.state.StateException.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {

    @TempDir
    Path directory;

    @Test
    void shouldWriteHeaderAndPayload() throws IOException {
        file().write(bytes("123456789"));
        assertThat(Files.readString(path())).isEqualTo(
            "passkit-cdc test/1 crc32c=" + crc("test/1\n123456789") + " length=9\n123456789");
    }

    @Test
    void shouldReadBack() {
        assertThat(file().read()).isNull();
        for (String payload : new String[] {"one", "", "two\nlines", "\u00e9\u0000"}) {
            file().write(bytes(payload));
            assertThat(file().read()).isEqualTo(bytes(payload));
        }
    }

    @Test
    void shouldKeepPreviousContentAndNothingElse() throws IOException {
        file().write(bytes("one"));
        file().write(bytes("two"));
        file().write(bytes("three"));
        assertThat(new StateFile(file().previousPath(), "test", 1).read()).isEqualTo(bytes("two"));
        try (var names = Files.list(directory)) {
            assertThat(names.map(Path::getFileName).map(Path::toString))
                .containsExactlyInAnyOrder("state", "state.previous");
        }
    }

    @Test
    void shouldBeReadableByItsOwnerOnly() throws IOException {
        file().write(bytes("one"));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path()))).isEqualTo("rw-------");
    }

    @Test
    void shouldRefuseEveryTornContent() throws IOException {
        file().write(bytes("the payload"));
        byte[] whole = Files.readAllBytes(path());
        for (int length = 0; length < whole.length; length++) {
            Files.write(path(), Arrays.copyOf(whole, length));
            assertDamaged();
        }
        Files.write(path(), Arrays.copyOf(whole, whole.length + 1));
        assertDamaged();
    }

    @Test
    void shouldRefuseEveryFlippedBit() throws IOException {
        file().write(bytes("the payload"));
        byte[] whole = Files.readAllBytes(path());
        for (int bit = 0; bit < whole.length * 8; bit++) {
            byte[] flipped = whole.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(path(), flipped);
            assertDamaged();
        }
    }

    @Test
    void shouldRefuseAnotherKindOrVersion() {
        file().write(bytes("one"));
        assertThatThrownBy(() -> new StateFile(path(), "other", 1).read()).hasMessageContaining("another kind of file");
        assertThatThrownBy(() -> new StateFile(path(), "test", 2).read()).isInstanceOf(StateException.class);
    }

    @Test
    void shouldNeverOverwriteADamagedFile() throws IOException {
        Files.writeString(path(), "garbage");
        assertThatThrownBy(() -> file().write(bytes("one"))).isInstanceOf(StateException.class);
        assertThat(Files.readString(path())).isEqualTo("garbage");
    }

    @Test
    void shouldSurviveACrashBetweenWriteAndRename() throws IOException {
        file().write(bytes("one"));
        Files.writeString(directory.resolve("state.new"), "half of the ne");
        Files.writeString(directory.resolve("state.link"), "left behind");
        assertThat(file().read()).isEqualTo(bytes("one"));
        file().write(bytes("two"));
        assertThat(file().read()).isEqualTo(bytes("two"));
    }

    @Test
    void shouldSayThatItCannotBeWritten() {
        StateFile missing = new StateFile(directory.resolve("gone/state"), "test", 1);
        assertThatThrownBy(() -> missing.write(bytes("one")))
            .isInstanceOfSatisfying(StateException.class, e -> assertThat(e.problem()).isEqualTo(Problem.UNUSABLE))
            .hasMessageContaining("gone/state: cannot be written");
    }

    @Test
    void shouldDelete() {
        file().write(bytes("one"));
        file().write(bytes("two"));
        file().delete();
        assertThat(file().read()).isNull();
        assertThat(file().previousPath()).doesNotExist();
    }

    private void assertDamaged() {
        assertThatThrownBy(() -> file().read())
            .isInstanceOfSatisfying(StateException.class, e -> assertThat(e.problem()).isEqualTo(Problem.DAMAGED))
            .hasMessageContaining(path().toString());
    }

    private StateFile file() {
        return new StateFile(path(), "test", 1);
    }

    private Path path() {
        return directory.resolve("state");
    }

    private static String crc(String text) {
        java.util.zip.CRC32C crc = new java.util.zip.CRC32C();
        crc.update(bytes(text));
        return String.format("%08x", crc.getValue());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
