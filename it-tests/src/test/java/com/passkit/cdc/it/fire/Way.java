package com.passkit.cdc.it.fire;

import java.util.List;

import com.passkit.cdc.it.harness.Passage;
import com.passkit.cdc.it.harness.RealServer;
import com.passkit.cdc.it.harness.TcpRelay;

/**
 * The network between the connector and one side of it: a relay for each of that side's servers.
 * Threading: any thread.
 */
final class Way implements AutoCloseable {

    private final String name;
    private final List<TcpRelay> relays;

    private Way(String name, List<TcpRelay> relays) {
        this.name = name;
        this.relays = relays;
    }

    static Way toReceiver(FireReceiver receiver) {
        return new Way("way to the receiver", List.of(TcpRelay.to("127.0.0.1", receiver.port())));
    }

    static Way toServers(List<RealServer> servers) {
        return new Way("way to the server",
            servers.stream().map(server -> TcpRelay.to(server.host(), server.port())).toList());
    }

    String name() {
        return name;
    }

    /** @return host:port of each server, as the connector sees them */
    List<String> addresses() {
        return relays.stream().map(TcpRelay::address).toList();
    }

    void cut() {
        relays.forEach(TcpRelay::cut);
    }

    void stall() {
        relays.forEach(TcpRelay::stall);
    }

    void pass(Passage passage) {
        relays.forEach(relay -> relay.pass(passage));
    }

    @Override
    public void close() {
        relays.forEach(TcpRelay::close);
    }
}
