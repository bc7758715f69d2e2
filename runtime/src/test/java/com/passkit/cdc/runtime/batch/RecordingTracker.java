package com.passkit.cdc.runtime.batch;

import java.util.ArrayList;
import java.util.List;

import com.passkit.cdc.protocol.position.TransactionId;

/** Hands out ordinals and keeps what was acknowledged. */
final class RecordingTracker implements BatchTracker {

    final List<Long> acknowledged = new ArrayList<>();
    final List<String> commits = new ArrayList<>();
    long opened;

    @Override
    public long onOpened() {
        return ++opened;
    }

    @Override
    public void onCommit(String file, long offset, TransactionId gtid) {
        commits.add(file + ':' + offset);
    }

    @Override
    public void onAcknowledged(long ordinal) {
        acknowledged.add(ordinal);
    }
}
