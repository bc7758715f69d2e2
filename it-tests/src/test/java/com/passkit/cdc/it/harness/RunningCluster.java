package com.passkit.cdc.it.harness;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Servers of a cluster that run here: which of them does, and which one takes writes. */
abstract class RunningCluster implements ServerCluster {

    final ClusterAccount account = new ClusterAccount();
    final List<RealServer> members;
    final Set<RealServer> down = new HashSet<>();
    volatile RealServer primary;

    /** @param members owned; the first one takes writes */
    RunningCluster(List<RealServer> members) {
        this.members = members;
        this.primary = members.get(0);
    }

    @Override
    public List<RealServer> members() {
        return members;
    }

    @Override
    public RealServer primary() {
        return primary;
    }

    @Override
    public List<RealServer> replicas() {
        return members.stream().filter(member -> member != primary && !down.contains(member)).toList();
    }

    @Override
    public RealServer writable() {
        return account.on(this::primary);
    }

    /** Kills a member, as a power cut would. */
    public void kill(RealServer member) {
        down.add(member);
        member.kill();
    }

    @Override
    public void close() {
        members.parallelStream().forEach(RealServer::close);
    }
}
