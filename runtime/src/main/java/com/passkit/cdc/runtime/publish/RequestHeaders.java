package com.passkit.cdc.runtime.publish;

import java.time.Clock;
import java.util.Objects;

import com.passkit.cdc.runtime.batch.BatchEnvelope;
import com.passkit.cdc.runtime.batch.BatchFormat;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;

/**
 * Headers of a request, its proof of identity included. Formats that have nothing in the body but events carry the rest
 * of the batch here, under names that begin with {@code Passkit-Cdc-}. Threading: any thread.
 */
final class RequestHeaders {

    private static final String PREFIX = "Passkit-Cdc-";
    /** Servers commonly refuse heads of more than 8 KiB in all. */
    private static final int MAX_POSITION_LENGTH = 4096;

    private final PublishConfig config;
    private final BatchFormat format;
    private final String connector;
    private final String userAgent;
    private final RequestSigner signer;

    /** @param version of the connector, for {@code User-Agent} */
    RequestHeaders(PublishConfig config, BatchFormat format, String connector, String version, Clock clock) {
        this.config = Objects.requireNonNull(config, "config");
        this.format = Objects.requireNonNull(format, "format");
        this.connector = ascii(connector);
        this.userAgent = "passkit-cdc/" + version;
        this.signer = new RequestSigner(config.auth(), clock);
    }

    /**
     * @param body borrowed until this method returns; compressed already where the configuration says so
     * @throws UnsignedRequestException when a secret cannot be had now, or is none
     */
    void write(HttpHeaders headers, RequestHead head, ByteBuf body) {
        headers.set(HttpHeaderNames.USER_AGENT, userAgent);
        headers.set(HttpHeaderNames.ACCEPT, HttpHeaderValues.APPLICATION_JSON);
        headers.set(HttpHeaderNames.CONTENT_TYPE, format.mediaType());
        headers.set(HttpHeaderNames.CONTENT_LENGTH, body.readableBytes());
        if (config.compression().contentEncoding() != null) {
            headers.set(HttpHeaderNames.CONTENT_ENCODING, config.compression().contentEncoding());
        }
        headers.set("Idempotency-Key", head.id());
        if (format.hasHeadInHeaders()) {
            writeHead(headers, head);
        }
        signer.sign(headers, head.id(), body);
    }

    private void writeHead(HttpHeaders headers, RequestHead head) {
        headers.set(PREFIX + "Schema", BatchEnvelope.SCHEMA);
        headers.set(PREFIX + "Connector", connector);
        headers.set(PREFIX + "Batch", head.id());
        headers.set(PREFIX + "Lane", Integer.toString(head.lane()));
        headers.set(PREFIX + "Sequence", Long.toString(head.sequence()));
        headers.set(PREFIX + "Events", Integer.toString(head.eventCount()));
        if (head.heartbeatPosition() != null) {
            String position = ascii(head.heartbeatPosition());
            if (position.length() <= MAX_POSITION_LENGTH) {
                headers.set(PREFIX + "Position", position);
            }
        }
    }

    /** What is not ASCII becomes an escape of JSON, which both a name and an object may have. */
    private static String ascii(String text) {
        StringBuilder out = new StringBuilder(text.length());
        text.chars().forEach(c -> {
            if (c >= ' ' && c < 0x7f) {
                out.append((char) c);
            } else {
                out.append(String.format("\\u%04x", c));
            }
        });
        return out.toString();
    }
}
