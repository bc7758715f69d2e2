package com.passkit.cdc.protocol.pull;

import java.time.Duration;

import com.passkit.cdc.protocol.client.BinlogDumpConfig;
import com.passkit.cdc.protocol.client.BinlogStream;
import com.passkit.cdc.protocol.client.MySqlConnection;

/** Takes items from the queue that a dump fills. */
final class ServerItems implements ItemSource {

    private final BoundedQueue<BinlogItem> queue = new BoundedQueue<>();
    private final BinlogStream stream;

    ServerItems(MySqlConnection connection, BinlogDumpConfig config) {
        stream = connection.dump(config, new ItemCollector(queue::add));
        stream.completion().whenComplete((nothing, cause) -> queue.end(cause));
    }

    @Override
    public BinlogItem next(Duration timeout) {
        return queue.take(timeout, stream::resume);
    }

    @Override
    public boolean isExhausted() {
        return queue.isExhausted();
    }

    @Override
    public void close() {
        queue.close();
        stream.close();
    }
}
