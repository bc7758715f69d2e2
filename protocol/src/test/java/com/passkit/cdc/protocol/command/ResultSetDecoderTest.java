package com.passkit.cdc.protocol.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.ServerErrorException;
import com.passkit.cdc.protocol.error.UnsupportedFeatureException;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.protocol.testing.ScriptedSession;
import com.passkit.cdc.protocol.testing.WireBytes;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import org.junit.jupiter.api.Test;

class ResultSetDecoderTest {

    private static final String EOF = "fe 0000 0200";
    private static final String OK_AS_EOF = "fe 00 00 0200 0000";

    private final RecordingSession session = new RecordingSession();
    private final RecordingRowHandler rows = new RecordingRowHandler();

    @Test
    void shouldReadOkAsAResultWithoutRows() {
        ResultSetDecoder decoder = decoder(false, null);
        give(decoder, "00 01 00 0200 0000");
        assertThat(decoder.isEnded()).isTrue();
        assertThat(decoder.rowCount()).isZero();
        assertThat(decoder.refusal()).isNull();
        assertThat(rows.columns).isNull();
    }

    @Test
    void shouldReadTextRowsBetweenEofs() {
        ResultSetDecoder decoder = decoder(false, null);
        give(decoder, "02");
        give(decoder, ScriptedSession.column("n", 8, 63, 1, 0));
        give(decoder, ScriptedSession.column("s", 253, 45, 0, 0));
        assertThat(rows.columns).isNull();
        give(decoder, EOF);
        assertThat(rows.columns.columns()).extracting(ColumnDescriptor::name).containsExactly("n", "s");
        give(decoder, "02 2d37 02 6162");
        give(decoder, "01 38 fb");
        assertThat(decoder.isEnded()).isFalse();
        give(decoder, EOF);
        assertThat(decoder.isEnded()).isTrue();
        assertThat(decoder.rowCount()).isEqualTo(2);
        assertThat(rows.rows).containsExactly("-7|ab", "8|null");
    }

    @Test
    void shouldEndInAnOkPacketWhereEofIsDeprecated() {
        session.isEofDeprecated = true;
        ResultSetDecoder decoder = decoder(false, null);
        give(decoder, "01");
        give(decoder, ScriptedSession.column("s", 253, 45, 0, 0));
        assertThat(rows.columns).isNotNull();
        give(decoder, "00");
        give(decoder, OK_AS_EOF);
        assertThat(decoder.isEnded()).isTrue();
        assertThat(rows.rows).containsExactly("");
    }

    @Test
    void shouldHandOnThePause() {
        session.isEofDeprecated = true;
        rows.answer = Demand.PAUSE;
        ResultSetDecoder decoder = decoder(false, null);
        give(decoder, "01");
        give(decoder, ScriptedSession.column("s", 253, 45, 0, 0));
        assertThat(give(decoder, "01 61")).isEqualTo(Demand.PAUSE);
    }

    @Test
    void shouldEndWithTheErrorOfTheServerEvenAmongRows() {
        session.isEofDeprecated = true;
        ResultSetDecoder decoder = decoder(false, null);
        give(decoder, "01");
        give(decoder, ScriptedSession.column("s", 253, 45, 0, 0));
        give(decoder, "01 61");
        give(decoder, WireBytes.of().u8(0xff).u16(1317).text("#70100Query execution was interrupted").toArray());
        assertThat(decoder.isEnded()).isTrue();
        assertThat(decoder.refusal()).isInstanceOf(ServerErrorException.class)
            .hasMessageContaining("1317").hasMessageContaining("[test:1]");
    }

    @Test
    void shouldReadPastTheOkBehindTheRowsOfAProcedure() {
        session.isEofDeprecated = true;
        ResultSetDecoder decoder = decoder(false, null);
        give(decoder, "01");
        give(decoder, ScriptedSession.column("s", 253, 45, 0, 0));
        give(decoder, "fe 00 00 0a00 0000");
        assertThat(decoder.isEnded()).isFalse();
        give(decoder, "00 00 00 0200 0000");
        assertThat(decoder.isEnded()).isTrue();
    }

    @Test
    void shouldNeverSendALocalFile() {
        assertThatThrownBy(() -> give(decoder(false, null), "fb 2f6574632f706173737764"))
            .isInstanceOf(UnsupportedFeatureException.class);
    }

    @Test
    void shouldRefuseALayoutThatDoesNotFit() {
        session.isEofDeprecated = true;
        TableDescriptor two = TableDescriptor.of("", "", List.of(ColumnDescriptor.of("a", ColumnType.INT, true),
            ColumnDescriptor.of("b", ColumnType.INT, true)));
        ResultSetDecoder decoder = decoder(true, two);
        give(decoder, "01");
        assertThatThrownBy(() -> give(decoder, ScriptedSession.column("s", 253, 45, 0, 0)))
            .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("layout.columnCount: 2 (expected: 1");

        TableDescriptor number = TableDescriptor.of("", "", List.of(ColumnDescriptor.of("a", ColumnType.INT, true)));
        ResultSetDecoder other = decoder(true, number);
        give(other, "01");
        assertThatThrownBy(() -> give(other, ScriptedSession.column("s", 253, 45, 0, 0)))
            .isInstanceOf(IllegalArgumentException.class).hasMessageContaining("layout.a: INT");
    }

    @Test
    void shouldRefuseValuesThatReachBeyondTheirPacket() {
        session.isEofDeprecated = true;
        for (String row : List.of("05 6162", "fd ff", "fc", "", "01 61 00")) {
            ResultSetDecoder decoder = decoder(false, null);
            give(decoder, "01");
            give(decoder, ScriptedSession.column("s", 253, 45, 0, 0));
            // What lies behind the packet in its read must not be taken for a part of it.
            byte[] payload = WireBytes.ofHex(row).toArray();
            ByteBuf read = Unpooled.buffer().writeBytes(payload).writeZero(300);
            assertThatThrownBy(() -> decoder.onPacket(read, 0, payload.length)).as(row)
                .isInstanceOf(MalformedPacketException.class);
        }
    }

    /** SHOW REPLICAS ends in front of the UUID of a replica that announced none. */
    @Test
    void shouldTakeLastValuesForNullThatTheServerLeftOut() {
        session.isEofDeprecated = true;
        ResultSetDecoder decoder = decoder(false, null);
        give(decoder, "03");
        for (String column : List.of("Server_Id", "Source_Id", "Replica_UUID")) {
            give(decoder, ScriptedSession.column("", column, 253, 45, 0, 0));
        }
        give(decoder, "01 37 01 31 02 6162");
        give(decoder, "01 37 01 31");
        give(decoder, "01 38 01 31 02 6364");
        assertThat(rows.rows).containsExactly("7|1|ab", "7|1|null", "8|1|cd");
        // Not one that ends inside of a value.
        assertThatThrownBy(() -> give(decoder, "01 37 02 31")).isInstanceOf(MalformedPacketException.class);
    }

    @Test
    void shouldRefuseARowOfATableThatEndsEarly() {
        session.isEofDeprecated = true;
        ResultSetDecoder decoder = decoder(false, null);
        give(decoder, "02");
        give(decoder, ScriptedSession.column("", "id + 1", 253, 45, 0, 0));
        give(decoder, ScriptedSession.column("t", "s", 253, 45, 0, 0));
        assertThatThrownBy(() -> give(decoder, "01 37")).isInstanceOf(MalformedPacketException.class);
    }

    private ResultSetDecoder decoder(boolean isBinary, TableDescriptor layout) {
        return new ResultSetDecoder(session, isBinary, layout, rows);
    }

    private static Demand give(ResultSetDecoder decoder, String hex) {
        return give(decoder, WireBytes.ofHex(hex).toArray());
    }

    private static Demand give(ResultSetDecoder decoder, byte[] payload) {
        return decoder.onPacket(Unpooled.wrappedBuffer(payload), 0, payload.length);
    }
}
