package com.passkit.cdc.runtime.deadletter;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.zip.CRC32C;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * A dead letter as a line, which is one JSON object.
 * <pre>
 * Letter =>
 *   {"crc32c":" Checksum ","time":…,"status":…,"reason":…,"batch":…,"lane":…,"tries":…,"id":…,"event": Event } LF
 *   Checksum => hex[8]   of everything behind its closing quote, to the closing brace
 *   Event    => bytes    as they were sent; no line feed
 * </pre>
 * Threading: any thread.
 */
final class LetterFormat {

    /** In the name of each file. */
    static final int VERSION = 1;
    /** Of everything in front of the event. */
    static final int MAX_HEAD_LENGTH = 64 << 10;

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte[] PREFIX = ascii("{\"crc32c\":\"");
    private static final int CHECKSUM_LENGTH = 8;
    /** Where the checksum ends, and what it covers begins. */
    static final int COVERED_OFFSET = PREFIX.length + CHECKSUM_LENGTH + 1;
    private static final byte[] EVENT = ascii(",\"event\":");
    private static final byte[] END = ascii("}\n");
    static final int END_LENGTH = END.length;

    private LetterFormat() {
    }

    /**
     * @param event borrowed; its position does not move
     * @return the line in front of the event and behind it
     */
    static ByteBuffer[] around(LetterHead head, ByteBuffer... event) {
        byte[] covered = (',' + members(head).substring(1) + ",\"event\":").getBytes(StandardCharsets.UTF_8);
        CRC32C crc = new CRC32C();
        crc.update(covered, 0, covered.length);
        for (ByteBuffer part : event) {
            crc.update(part.duplicate());
        }
        crc.update(END, 0, 1);
        byte[] checksum = ascii(String.format("%08x\"", crc.getValue()));
        ByteBuffer before = ByteBuffer.allocate(PREFIX.length + checksum.length + covered.length)
            .put(PREFIX).put(checksum).put(covered);
        return new ByteBuffer[] {before.flip(), ByteBuffer.wrap(END)};
    }

    /** @return what a letter says of its event, from the opening brace, without the closing one */
    static String members(LetterHead head) {
        ObjectNode node = JSON.createObjectNode().put("time", head.time().toString()).put("status", head.status())
            .put("reason", head.reason()).put("batch", head.batchId()).put("lane", head.lane())
            .put("tries", head.tries()).put("id", head.id());
        String text = node.toString();
        return text.substring(0, text.length() - 1);
    }

    /** @return length of the line in front of the event; -1 where the event does not begin within these bytes */
    static int headLength(byte[] line, int length) {
        // Inside a string a quote is preceded by a backslash: this cannot be within the reason.
        for (int i = COVERED_OFFSET; i + EVENT.length <= length; i++) {
            int matched = 0;
            while (matched < EVENT.length && line[i + matched] == EVENT[matched]) {
                matched++;
            }
            if (matched == EVENT.length) {
                return i + EVENT.length;
            }
        }
        return -1;
    }

    /** @return null where these are not the bytes in front of an event */
    static LetterHead head(byte[] line, int headLength) {
        try {
            String text = new String(line, 0, headLength - EVENT.length, StandardCharsets.UTF_8) + '}';
            JsonNode node = JSON.readTree(text);
            return new LetterHead(Instant.parse(node.path("time").asText()), node.path("status").asInt(),
                node.path("reason").asText(), node.path("batch").asText(), node.path("lane").asInt(),
                node.path("tries").asInt(1), node.path("id").asText());
        } catch (IOException | DateTimeException e) {
            return null;
        }
    }

    /** @return whether the line begins with this checksum */
    static boolean hasChecksum(byte[] line, int length, long checksum) {
        byte[] expected = ascii("{\"crc32c\":\"" + String.format("%08x\"", checksum));
        if (length < expected.length) {
            return false;
        }
        for (int i = 0; i < expected.length; i++) {
            if (line[i] != expected[i]) {
                return false;
            }
        }
        return true;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
