/** From change to durable acknowledgement: the engine that an application embeds to run the whole connector. */
module com.passkit.cdc.runtime {
    requires transitive com.passkit.cdc.snapshot;
    requires transitive com.passkit.cdc.protocol;
    requires transitive io.netty.buffer;
    requires transitive io.netty.common;
    requires io.netty.handler;
    requires io.netty.transport;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires io.netty.codec.http2;
    requires io.netty.handler.proxy;
    requires com.fasterxml.jackson.databind;
    requires transitive micrometer.core;
    requires reactor.netty.core;
    requires reactor.netty.http;
    requires reactor.core;
    requires org.reactivestreams;
    requires com.github.luben.zstd_jni;
    requires debezium.ddl.parser;
    requires org.antlr.antlr4.runtime;
    requires org.slf4j;

    exports com.passkit.cdc.runtime;
    exports com.passkit.cdc.runtime.change;
    exports com.passkit.cdc.runtime.encode;
    exports com.passkit.cdc.runtime.batch;
    exports com.passkit.cdc.runtime.publish;
    exports com.passkit.cdc.runtime.deadletter;
    exports com.passkit.cdc.runtime.checkpoint;
    exports com.passkit.cdc.runtime.incremental;
    exports com.passkit.cdc.runtime.state;
    exports com.passkit.cdc.runtime.rules;
    exports com.passkit.cdc.runtime.schema;
    exports com.passkit.cdc.runtime.schema.ddl;
    exports com.passkit.cdc.runtime.source;
    exports com.passkit.cdc.runtime.xa;
}
