/**
 * The MySQL client/server and binary log protocol, written on Netty. An embedder sees the client, the rows, the
 * positions,
 * the errors and the binlog handler; the wire stays inside.
 */
module com.passkit.cdc.protocol {
    requires transitive io.netty.buffer;
    requires transitive io.netty.transport;
    requires io.netty.common;
    requires io.netty.transport.unix.common;
    requires io.netty.transport.classes.epoll;
    requires io.netty.transport.classes.kqueue;
    requires io.netty.handler;
    requires io.netty.codec;
    requires org.bouncycastle.pkix;
    requires org.bouncycastle.provider;
    requires com.github.luben.zstd_jni;
    requires org.slf4j;

    exports com.passkit.cdc.protocol.client;
    exports com.passkit.cdc.protocol.pull;
    exports com.passkit.cdc.protocol.row;
    exports com.passkit.cdc.protocol.row.json;
    exports com.passkit.cdc.protocol.row.text;
    exports com.passkit.cdc.protocol.row.owned;
    exports com.passkit.cdc.protocol.position;
    exports com.passkit.cdc.protocol.error;
    exports com.passkit.cdc.protocol.binlog;
    exports com.passkit.cdc.protocol.binlog.event;
}
