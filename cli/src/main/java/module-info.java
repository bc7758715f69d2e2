/** The passkit-cdc command. */
module com.passkit.cdc.cli {
    requires com.passkit.cdc.runtime;
    requires com.passkit.cdc.snapshot;
    requires com.passkit.cdc.protocol;
    requires ch.qos.logback.classic;
    requires com.fasterxml.jackson.databind;
    requires com.github.luben.zstd_jni;
    requires java.net.http;
    requires info.picocli;
    requires io.netty.buffer;
    requires io.netty.codec.http;
    requires io.netty.transport;
    requires micrometer.core;
    requires micrometer.registry.prometheus;
    requires org.apache.commons.compress;
    requires org.reactivestreams;
    requires org.jline.terminal;
    requires org.slf4j;
    requires org.snakeyaml.engine;
    requires reactor.core;
    requires reactor.netty.core;
    requires reactor.netty.http;

    opens com.passkit.cdc.cli to info.picocli;
    opens com.passkit.cdc.cli.options to info.picocli;
}
