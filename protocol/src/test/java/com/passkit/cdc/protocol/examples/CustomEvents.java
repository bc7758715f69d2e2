package com.passkit.cdc.protocol.examples;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

import com.passkit.cdc.protocol.binlog.BinlogFileReader;
import com.passkit.cdc.protocol.binlog.EventView;
import com.passkit.cdc.protocol.binlog.RawEventHandlers;
import com.passkit.cdc.protocol.binlog.TableDefinitions;
import com.passkit.cdc.protocol.binlog.event.EventHeaderFlyweight;
import com.passkit.cdc.protocol.binlog.event.EventType;

/**
 * Handles chosen event types by their bytes, one of them of a server to come. The bytes are borrowed from Netty's
 * buffer until the handler returns. Argument: a binlog file.
 */
public final class CustomEvents {

    private static final int OF_A_LATER_SERVER = 99;

    private CustomEvents() {
    }

    public static void main(String[] args) throws IOException {
        RawEventHandlers handlers = new RawEventHandlers()
            .on(EventType.FORMAT_DESCRIPTION, CustomEvents::printServerVersion)
            .on(EventType.XID, event -> System.out.println("commit at " + event.endPosition()))
            .on(OF_A_LATER_SERVER, event -> System.out.println(event.length() + " bytes of type " + OF_A_LATER_SERVER));
        try (BinlogFileReader reader = BinlogFileReader.open(Path.of(args[0]), TableDefinitions.NONE, handlers)) {
            reader.read();
        }
    }

    private static void printServerVersion(EventView event) {
        int index = event.index() + EventHeaderFlyweight.LENGTH + Short.BYTES;
        System.out.println("written by "
            + event.buffer().toString(index, 50, StandardCharsets.US_ASCII).replaceAll("\0.*", ""));
    }
}
