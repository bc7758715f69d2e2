/** The passkit-cdc command. */
module com.passkit.cdc.cli {
    requires com.passkit.cdc.runtime;
    requires com.passkit.cdc.snapshot;
    requires com.passkit.cdc.protocol;
    requires info.picocli;
    requires org.apache.commons.compress;
    requires org.snakeyaml.engine;
    requires org.slf4j;

    opens com.passkit.cdc.cli to info.picocli;
}
