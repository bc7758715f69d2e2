/** A consistent read of the tables of a MySQL server that ends at a binlog position. */
module com.passkit.cdc.snapshot {
    requires transitive com.passkit.cdc.protocol;
    requires io.netty.buffer;
    requires org.slf4j;

    exports com.passkit.cdc.snapshot;
    exports com.passkit.cdc.snapshot.catalog;
    exports com.passkit.cdc.snapshot.incremental;
    exports com.passkit.cdc.snapshot.progress;
}
