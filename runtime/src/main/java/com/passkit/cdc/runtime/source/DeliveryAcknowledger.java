package com.passkit.cdc.runtime.source;

import com.passkit.cdc.protocol.client.BinlogStream;
import com.passkit.cdc.protocol.client.SemiSyncHandler;

/**
 * Acknowledges a transaction to a source that waits for it once the endpoint has accepted all of its changes. The
 * position need not be durable for that: what a crash repeats was delivered all the same.
 * Threading: source event loop only.
 */
final class DeliveryAcknowledger implements SemiSyncHandler {

    private final ChangePipeline pipeline;
    private BinlogStream stream;

    DeliveryAcknowledger(ChangePipeline pipeline) {
        this.pipeline = pipeline;
    }

    /** @param newStream whose source waits; set before its first event */
    void to(BinlogStream newStream) {
        stream = newStream;
    }

    @Override
    public void onAcknowledgementWanted(String file, long offset) {
        BinlogStream waiting = stream;
        pipeline.whenAccepted(() -> waiting.acknowledge(file, offset));
    }
}
