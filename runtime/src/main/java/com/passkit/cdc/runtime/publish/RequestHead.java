package com.passkit.cdc.runtime.publish;

import java.util.Objects;

/**
 * What a request says about its body, beside the body itself.
 *
 * @param id                of the batch: the idempotency key
 * @param lane              of the batch
 * @param sequence          of the batch in its lane
 * @param eventCount        events in the body
 * @param heartbeatPosition JSON object of the position that a heartbeat tells; null for none
 */
record RequestHead(String id, int lane, long sequence, int eventCount, String heartbeatPosition) {
    RequestHead {
        Objects.requireNonNull(id, "id");
    }
}
