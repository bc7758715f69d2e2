package com.passkit.cdc.protocol.position;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a MariaDB server has in its binary log: the last transaction of each server in each domain, the last one of a
 * domain being the last of its group. {@code @@GLOBAL.gtid_binlog_state} and GTID_LIST_EVENT say it. Owned.
 *
 * @param gtids grouped by domain
 */
public record MariaDbBinlogState(List<MariaDbGtid> gtids) {

    public MariaDbBinlogState {
        gtids = List.copyOf(gtids);
    }

    /**
     * @param text as {@code @@GLOBAL.gtid_binlog_state} prints it, white space allowed; empty for nothing
     * @throws IllegalArgumentException when it is not a list of GTIDs
     */
    public static MariaDbBinlogState parse(String text) {
        return new MariaDbBinlogState(gtids(text));
    }

    /** @return whether the server logged it: it logged that or a later one of the same server in the same domain */
    public boolean contains(MariaDbGtid gtid) {
        return gtids.stream().anyMatch(logged -> logged.domainId() == gtid.domainId()
            && logged.serverId() == gtid.serverId() && Long.compareUnsigned(logged.sequence(), gtid.sequence()) >= 0);
    }

    /** @return where it stands: the last of each domain */
    public MariaDbGtidSet position() {
        return MariaDbGtidSet.behind(gtids);
    }

    @Override
    public String toString() {
        return text(gtids);
    }

    static List<MariaDbGtid> gtids(String text) {
        List<MariaDbGtid> gtids = new ArrayList<>();
        if (!text.isBlank()) {
            for (String part : text.split(",", -1)) {
                gtids.add(MariaDbGtid.parse(part));
            }
        }
        return gtids;
    }

    static String text(Collection<MariaDbGtid> gtids) {
        return gtids.stream().map(MariaDbGtid::toString).collect(Collectors.joining(","));
    }
}
