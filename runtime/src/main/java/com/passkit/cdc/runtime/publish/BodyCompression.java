package com.passkit.cdc.runtime.publish;

/** How request bodies are packed. */
public enum BodyCompression {
    NONE(null),
    GZIP("gzip"),
    ZSTD("zstd");

    private final String contentEncoding;

    BodyCompression(String contentEncoding) {
        this.contentEncoding = contentEncoding;
    }

    /** @return {@code Content-Encoding}; null for a body that is sent as it is */
    String contentEncoding() {
        return contentEncoding;
    }
}
