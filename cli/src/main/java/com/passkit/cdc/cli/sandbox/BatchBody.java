package com.passkit.cdc.cli.sandbox;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.GZIPInputStream;

import com.fasterxml.jackson.databind.JsonNode;

/** Reads the body of a delivery. */
final class BatchBody {

    /** Bound on what a compressed body may grow to. */
    private static final int MAX_LENGTH = 256 << 20;

    private BatchBody() {
    }

    /**
     * @param body     as it arrived
     * @param encoding value of Content-Encoding, null for none
     * @throws IOException when it cannot be read; its message is fit for the answer
     */
    static JsonNode parse(byte[] body, String encoding) throws IOException {
        byte[] plain = body;
        if ("gzip".equalsIgnoreCase(encoding)) {
            try (InputStream gzip = new GZIPInputStream(new ByteArrayInputStream(body))) {
                plain = gzip.readNBytes(MAX_LENGTH + 1);
            }
        }
        if (plain.length > MAX_LENGTH) {
            throw new IOException("body.length: over " + MAX_LENGTH + " (expected: <= " + MAX_LENGTH + ')');
        }
        JsonNode batch = SandboxRecords.JSON.readTree(plain);
        if (batch == null || !batch.isObject()) {
            throw new IOException("body: not a JSON object (expected: a batch)");
        }
        return batch;
    }

    static boolean isKnownEncoding(String encoding) {
        return encoding == null || "gzip".equalsIgnoreCase(encoding) || "identity".equalsIgnoreCase(encoding);
    }
}
