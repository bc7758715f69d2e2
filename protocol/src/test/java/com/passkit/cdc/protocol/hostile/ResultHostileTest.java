package com.passkit.cdc.protocol.hostile;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.passkit.cdc.protocol.command.CommandSession;
import com.passkit.cdc.protocol.command.Exchange;
import com.passkit.cdc.protocol.command.PreparedExchange;
import com.passkit.cdc.protocol.command.ResultExchange;
import com.passkit.cdc.protocol.command.RowHandler;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.RowView;
import com.passkit.cdc.protocol.row.TableDescriptor;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;

/** Answers to a query and to a prepared statement. Input: settings, then packets. */
class ResultHostileTest {

    private static final int IS_EOF_DEPRECATED = 1;

    private record Session(boolean isEofDeprecated) implements CommandSession {

        @Override
        public ByteBufAllocator allocator() {
            return UnpooledByteBufAllocator.DEFAULT;
        }

        @Override
        public void send(ByteBuf payload) {
            payload.release();
        }

        @Override
        public String source() {
            return "hostile:3306";
        }
    }

    private static final class ReadingHandler implements RowHandler {
        private final ReadEverything reader = new ReadEverything();

        @Override
        public void onColumns(TableDescriptor columns) {
            columns.columns().forEach(Object::toString);
        }

        @Override
        public Demand onRow(RowView row) {
            reader.read(row);
            return Demand.CONTINUE;
        }
    }

    @FuzzTest
    void shouldReadTextRowsOrRefuse(byte[] input) {
        run(ResultExchange.query("SELECT 1", new ReadingHandler()), input);
    }

    @FuzzTest
    void shouldReadBinaryRowsOrRefuse(byte[] input) {
        run(new PreparedExchange("SELECT 1", null, new ReadingHandler(), new Object[0]), input);
    }

    private static void run(Exchange exchange, byte[] input) {
        HostileBytes bytes = new HostileBytes(input);
        exchange.begin(new Session((bytes.nextByte() & IS_EOF_DEPRECATED) != 0));
        HostileBytes.parse(() -> {
            while (bytes.hasNext() && !exchange.isEnded()) {
                ByteBuf packet = bytes.nextPacket();
                exchange.onPacket(packet, packet.readerIndex(), packet.readableBytes());
            }
            if (exchange.isEnded()) {
                exchange.settle();
            }
            return null;
        });
    }
}
