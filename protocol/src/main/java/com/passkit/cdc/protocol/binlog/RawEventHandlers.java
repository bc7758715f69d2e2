package com.passkit.cdc.protocol.binlog;

import java.util.Objects;
import java.util.function.Consumer;

import com.passkit.cdc.protocol.binlog.event.EventType;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.protocol.row.TableDescriptor;

/**
 * Handlers of single event types, known here or not: each gets the event with its header and bytes. To be used alone,
 * where rows are not wanted, or from within another handler:
 * <pre>{@code
 * RawEventHandlers raw = new RawEventHandlers()
 *     .on(EventType.USER_VAR, event -> …)
 *     .on(200, event -> …);                        // of a later server
 *
 * public void onEvent(EventView event) {
 *     raw.onEvent(event);
 * }
 *
 * public boolean onUnknown(EventView event) {
 *     return raw.onUnknown(event);
 * }
 * }</pre>
 * Memory: what a handler gets is borrowed until it returns. Threading: that of the binlog handler.
 */
public final class RawEventHandlers implements BinlogHandler {

    private static final int CODE_COUNT = 256;

    @SuppressWarnings({"unchecked", "rawtypes"})
    private final Consumer<EventView>[] byCode = new Consumer[CODE_COUNT];

    /** Begins without any handler. */
    public RawEventHandlers() {
    }

    /**
     * Registers a handler, in place of the one before.
     *
     * @param type    a type that is known here
     * @param handler gets every event of the type
     * @return this
     */
    public RawEventHandlers on(EventType type, Consumer<EventView> handler) {
        return on(type.code(), handler);
    }

    /**
     * Registers a handler, in place of the one before.
     *
     * @param code    type as it stands in the event's header, 0 to 255
     * @param handler gets every event of the type; with one, an unknown type does not stop the stream
     * @return this
     */
    public RawEventHandlers on(int code, Consumer<EventView> handler) {
        if (code < 0 || code >= CODE_COUNT) {
            throw new IllegalArgumentException("code: " + code + " (expected: 0 to " + (CODE_COUNT - 1) + ')');
        }
        byCode[code] = Objects.requireNonNull(handler, "handler");
        return this;
    }

    @Override
    public void onEvent(EventView event) {
        Consumer<EventView> handler = byCode[event.header().typeRaw()];
        if (handler != null) {
            handler.accept(event);
        }
    }

    @Override
    public boolean onUnknown(EventView event) {
        return byCode[event.header().typeRaw()] != null;
    }

    @Override
    public boolean onTableMap(EventView event, TableDescriptor table) {
        return false;
    }

    @Override
    public Demand onRow(EventView event, RowChangeView row) {
        return Demand.CONTINUE;
    }
}
