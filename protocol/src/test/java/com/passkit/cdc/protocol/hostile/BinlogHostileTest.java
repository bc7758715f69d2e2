package com.passkit.cdc.protocol.hostile;

import java.io.ByteArrayInputStream;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.passkit.cdc.protocol.binlog.BinlogDecoder;
import com.passkit.cdc.protocol.binlog.BinlogFileListing;
import com.passkit.cdc.protocol.binlog.BinlogFileReader;
import com.passkit.cdc.protocol.binlog.TableDefinitions;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.testing.BinlogWriter;

import io.netty.buffer.ByteBuf;

/** Files, and events of all types. */
class BinlogHostileTest {

    /** Input: a file. */
    @FuzzTest
    void shouldReadFileOrRefuse(byte[] input) {
        HostileBytes.parse(() -> {
            try (BinlogFileReader reader = BinlogFileReader.of(new ByteArrayInputStream(input), "hostile",
                TableDefinitions.NONE, new ReadingBinlogHandler(0xaa))) {
                while (reader.read() == Demand.PAUSE) {
                    continue;
                }
                return null;
            }
        });
        HostileBytes.parse(() -> {
            try (BinlogFileListing listing = BinlogFileListing.of(new ByteArrayInputStream(input), "hostile")) {
                listing.forEach(event -> event.header().type());
                return null;
            }
        });
    }

    /**
     * Input: pause pattern, then the type and the body of each event; the headers around them are right, and there are
     * no checksums to guess.
     */
    @FuzzTest
    void shouldDecodeEventsOrRefuse(byte[] input) {
        HostileBytes bytes = new HostileBytes(input);
        BinlogWriter writer = BinlogWriter.events().checksums(false);
        int pauses = bytes.nextByte();
        HostileBytes.parse(() -> {
            try (BinlogDecoder decoder = new BinlogDecoder(TableDefinitions.NONE, new ReadingBinlogHandler(pauses))) {
                decode(decoder, writer.artificialRotate("binlog.000001", 4));
                decode(decoder, writer.formatDescription());
                while (bytes.hasNext()) {
                    int type = bytes.nextByte();
                    ByteBuf body = bytes.nextPacket();
                    decode(decoder, writer.event(type, type & 0x80, out -> out.writeBytes(body)));
                }
                return null;
            }
        });
    }

    private static void decode(BinlogDecoder decoder, BinlogWriter writer) {
        int index = writer.lastEventIndex();
        Demand demand = decoder.onEvent(writer.buffer(), index, writer.buffer().writerIndex() - index);
        while (demand == Demand.PAUSE) {
            demand = decoder.resume();
        }
    }
}
