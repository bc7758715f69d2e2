package com.passkit.cdc.runtime.deadletter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.passkit.cdc.runtime.publish.DeadLetter;
import com.passkit.cdc.runtime.publish.DeadLettersFullException;
import com.passkit.cdc.runtime.state.StateDirectory;
import com.passkit.cdc.runtime.state.StateException;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DeadLetterWriterTest {

    private static final Instant NOW = Instant.parse("2026-11-23T04:05:06.123Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    @TempDir
    private Path parent;
    private StateDirectory state;
    private DeadLetterWriter writer;

    @BeforeEach
    void open() {
        state = StateDirectory.open(parent, "loyalty");
        reopen(1 << 20);
    }

    @AfterEach
    void close() {
        writer.close().join();
        state.close();
    }

    @Test
    void shouldWriteTheEventUnchangedAndSayWhatBecameOfIt() throws Exception {
        String event = "{\"id\":\"a:1/0\",\"after\":{\"n\":1.50,\"s\":\"ü\\\"\\u0000,\\\"event\\\":\"}}";
        keep(letter("a:1/0", event, "no \"tier\",\"event\": at all"));

        String line = Files.readString(files().get(0));
        assertThat(line).endsWith(",\"event\":" + event + "}\n");
        JsonNode letter = new ObjectMapper().readTree(line);
        assertThat(letter.path("time").asText()).isEqualTo("2026-11-23T04:05:06.123Z");
        assertThat(letter.path("status").asInt()).isEqualTo(422);
        assertThat(letter.path("reason").asText()).isEqualTo("no \"tier\",\"event\": at all");
        assertThat(letter.path("batch").asText()).isEqualTo("b");
        assertThat(letter.path("lane").asInt()).isEqualTo(3);
        assertThat(letter.path("tries").asInt()).isEqualTo(1);
        assertThat(letter.path("id").asText()).isEqualTo("a:1/0");
        assertThat(ids()).containsExactly("a:1/0");
        assertThat(files().get(0).getFileName().toString()).contains(".v1.").endsWith(".ndjson");
    }

    @Test
    void shouldCountWhatIsThereAfterARestart() {
        keep(letter(1), letter(2));
        assertThat(writer.status().addedCount()).isEqualTo(2);
        reopen(1 << 20);
        writer.start().join();
        keep(letter(3));
        DeadLetterStatus status = writer.status();
        assertThat(status.count()).isEqualTo(3);
        assertThat(status.addedCount()).isEqualTo(1);
        assertThat(status.since()).isEqualTo(NOW);
        assertThat(status.bytes()).isEqualTo(files().get(0).toFile().length());
        assertThat(ids()).containsExactly("g:1/0", "g:2/0", "g:3/0");
    }

    @Test
    void shouldCutOffWhatACrashLeftOfALetterWhereverItStruck() throws Exception {
        keep(letter(1), letter(2));
        Path file = files().get(0);
        byte[] whole = Files.readAllBytes(file);
        int firstEnd = indexOf(whole, '\n') + 1;
        for (int length = firstEnd; length < whole.length; length++) {
            writer.close().join();
            Files.write(file, java.util.Arrays.copyOf(whole, length));
            reopen(1 << 20);
            keep(letter(3));
            assertThat(ids()).as("cut at %d", length).containsExactly("g:1/0", "g:3/0");
            assertThat(Files.size(file)).isEqualTo(writer.status().bytes());
        }
    }

    @Test
    void shouldCutOffZeroesOfALengthThatWasDurableBeforeItsContent() throws Exception {
        keep(letter(1));
        writer.close().join();
        Files.write(files().get(0), new byte[5000], StandardOpenOption.APPEND);
        reopen(1 << 20);
        keep(letter(2));
        assertThat(ids()).containsExactly("g:1/0", "g:2/0");
    }

    @Test
    void shouldLeaveADamagedLineAndGoOnBehindIt() throws Exception {
        keep(letter(1), letter(2));
        writer.close().join();
        Path file = files().get(0);
        String damaged = Files.readString(file).replace("g:1/0", "g:9/0");
        Files.writeString(file, damaged);
        reopen(1 << 20);
        keep(letter(3));
        assertThat(ids()).containsExactly(null, "g:2/0", "g:3/0");

        new DeadLetterFiles(state).rewrite(file.getFileName().toString(), head -> null);
        assertThat(Files.readString(file)).isEqualTo(damaged.substring(0, damaged.indexOf('\n') + 1));
    }

    @Test
    void shouldBeginANewFileBySize() {
        reopen(1L << 30);
        String large = "{\"id\":\"x\",\"after\":\"" + "y".repeat(6 << 20) + "\"}";
        for (int i = 0; i < 4; i++) {
            keep(letter("x" + i, large, "r"));
        }
        assertThat(files()).hasSize(2);
        assertThat(ids()).containsExactly("x0", "x1", "x2", "x3");
        assertThat(writer.status().bytes()).isGreaterThan(24L << 20);
        reopen(1L << 30);
        writer.start().join();
        assertThat(writer.status().count()).isEqualTo(4);
    }

    @Test
    void shouldRefuseWhatHasNoRoomAndKeepNothingOfIt() {
        reopen(2000);
        keep(letter(1));
        assertThat(writer.status().isNearlyFull()).isFalse();
        List<DeadLetter> many = new ArrayList<>();
        for (int i = 2; i < 20; i++) {
            many.add(letter(i));
        }
        assertThatThrownBy(() -> writer.keep(many).join()).isInstanceOf(CompletionException.class)
            .hasCauseInstanceOf(DeadLettersFullException.class)
            .hasMessageContaining("deadLetters.maxBytes: 2000")
            .hasMessageContaining("passkit-cdc dead-letters replay");
        assertThat(many).allSatisfy(letter -> assertThat(letter.event().refCnt()).isZero());
        assertThat(ids()).containsExactly("g:1/0");
    }

    @Test
    void shouldTellBeforeItIsFull() {
        keep(letter(1));
        long one = writer.status().bytes();
        reopen(one * 5);
        keep(letter(2), letter(3));
        assertThat(writer.status().isNearlyFull()).isFalse();
        keep(letter(4));
        assertThat(writer.status().isNearlyFull()).isTrue();
    }

    @Test
    void shouldRefuseAFileOfAnotherRelease() throws Exception {
        keep(letter(1));
        writer.close().join();
        Path file = files().get(0);
        Files.move(file, file.resolveSibling(file.getFileName().toString().replace(".v1.", ".v2.")));
        reopen(1 << 20);
        assertThatThrownBy(() -> writer.start().join()).hasCauseInstanceOf(StateException.class)
            .hasMessageContaining("written by another release");
    }

    @Test
    void shouldBeReadableByTheOwnerOnly() throws Exception {
        keep(letter(1));
        Path file = files().get(0);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent())))
            .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file.getParent().getParent())))
            .isEqualTo("rwx------");
    }

    @Test
    void shouldChangeAndRemoveLettersAndForgetAnEmptyFile() throws Exception {
        keep(letter(1), letter(2), letter(3));
        writer.close().join();
        DeadLetterFiles letters = new DeadLetterFiles(state);
        String name = files().get(0).getFileName().toString();
        letters.rewrite(name, head -> head.id().equals("g:1/0") ? null : head.id().equals("g:3/0")
            ? head.again(NOW, 409, "still not", "b2") : head);
        assertThat(ids()).containsExactly("g:2/0", "g:3/0");
        String text = Files.readString(files().get(0));
        assertThat(text).contains("\"tries\":2").contains("still not").contains(event(3));
        letters.rewrite(name, head -> null);
        assertThat(files()).isEmpty();
        // A new file never has the name of one that was there while others are.
        reopen(1 << 20);
        keep(letter(4));
        assertThat(ids()).containsExactly("g:4/0");
    }

    /** A replay or drop may run while another process lists. */
    @Test
    void shouldReadOnWhereAFileIsGoneMeanwhile() throws Exception {
        keep(letter(1));
        Path first = files().get(0);
        Path second = Files.copy(first, first.resolveSibling("letters.v1.00000002.ndjson"));
        List<String> read = new ArrayList<>();
        DeadLetters.Reading reading = new DeadLetters(state).forEach((head, event) -> {
            read.add(head.id());
            assertThat(second.toFile().delete()).isTrue();
        });
        assertThat(read).containsExactly("g:1/0");
        assertThat(reading.count()).isOne();
    }

    private void reopen(long maxBytes) {
        if (writer != null) {
            writer.close().join();
        }
        writer = new DeadLetterWriter(new DeadLetterFiles(state), new DeadLetterConfig(maxBytes), CLOCK);
    }

    private void keep(DeadLetter... letters) {
        assertThat(writer.keep(List.of(letters))).succeedsWithin(Duration.ofSeconds(60));
        assertThat(letters).allSatisfy(letter -> assertThat(letter.event().refCnt()).isZero());
    }

    private List<Path> files() {
        Path folder = parent.resolve("loyalty/dead-letters");
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** As they are read; null for a line that cannot be. */
    private List<String> ids() {
        DeadLetterFiles letters = new DeadLetterFiles(state);
        List<String> ids = new ArrayList<>();
        letters.names().forEach(name ->
            letters.forEachLine(name, line -> ids.add(line.head() == null ? null : line.head().id())));
        return ids;
    }

    private static DeadLetter letter(long number) {
        return letter("g:" + number + "/0", event(number), "no tier");
    }

    private static DeadLetter letter(String id, String event, String reason) {
        ByteBuf bytes = Unpooled.directBuffer().writeBytes(event.getBytes(StandardCharsets.UTF_8));
        return new DeadLetter(id, 422, reason, "b", 3, bytes);
    }

    private static String event(long number) {
        return "{\"id\":\"g:" + number + "/0\",\"op\":\"c\",\"after\":{\"id\":" + number + "}}";
    }

    private static int indexOf(byte[] bytes, char wanted) {
        int index = 0;
        while (bytes[index] != wanted) {
            index++;
        }
        return index;
    }
}
