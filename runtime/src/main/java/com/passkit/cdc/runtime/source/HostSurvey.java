package com.passkit.cdc.runtime.source;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import com.passkit.cdc.protocol.client.MySqlClient;
import com.passkit.cdc.runtime.checkpoint.StoredPosition;

/** Looks once at every configured host, as a run does that chooses one. Threading: any thread. */
public final class HostSurvey {

    private HostSurvey() {
    }

    /**
     * @param client   borrowed
     * @param position where a run would go on
     * @return what was found about each host, in the order of the configuration; a run would read the first fit one
     */
    public static CompletableFuture<List<HostView>> of(
        MySqlClient client, SourceConfig config, StoredPosition position) {
        StartPoint start = position instanceof StoredPosition.At at
            ? new StartPoint.Behind(at.checkpoint()) : new StartPoint.Current();
        CompletableFuture<List<HostView>> views = CompletableFuture.completedFuture(new ArrayList<>());
        for (SourceConfig.Host host : config.hosts()) {
            views = views.thenCombine(HostLook.at(client, config, host), (list, look) -> {
                try (look) {
                    list.add(HostVerdict.of(look, start, config.cluster()).view());
                }
                return list;
            });
        }
        return views;
    }
}
