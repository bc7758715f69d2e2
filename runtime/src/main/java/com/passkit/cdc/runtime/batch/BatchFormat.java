package com.passkit.cdc.runtime.batch;

/** How the events of a batch stand in a request's body. */
public enum BatchFormat {

    /** One JSON object with the events in an array. */
    BATCH("application/json"),

    /** An event a line. */
    NDJSON("application/x-ndjson"),

    /** The JSON batch format of CloudEvents 1.0, an event each. */
    CLOUDEVENTS("application/cloudevents-batch+json");

    private final String mediaType;

    BatchFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    /** @return {@code Content-Type} of a body */
    public String mediaType() {
        return mediaType;
    }

    /** @return whether what is not an event (connector, batch, lane, sequence) travels in headers */
    public boolean hasHeadInHeaders() {
        return this != BATCH;
    }
}
