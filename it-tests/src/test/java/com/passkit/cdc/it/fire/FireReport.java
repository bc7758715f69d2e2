package com.passkit.cdc.it.fire;

import java.util.Map;
import java.util.TreeMap;

/** How much a run survived. */
final class FireReport {

    private final FireScene scene;
    private final FireSettings settings;
    private final Map<String, Integer> faults;

    FireReport(FireScene scene, FireSettings settings, Map<String, Integer> faults) {
        this.scene = scene;
        this.settings = settings;
        this.faults = new TreeMap<>(faults);
    }

    String line(long seconds) {
        DeliveredLedger delivered = scene.delivered();
        CommittedLedger committed = scene.committed();
        int faultCount = faults.values().stream().mapToInt(Integer::intValue).sum();
        return scene.mode() + " seed " + settings.seed() + ": survived " + faultCount + " faults in " + seconds
            + " s; " + committed.transactionCount() + " transactions of " + committed.changeCount()
            + " changes committed, " + scene.load().rollbackCount() + " rolled back, " + scene.load().lookUpCount()
            + " looked up, " + scene.load().definitionCount() + " definitions changed, " + committed.truncationCount()
            + " tables emptied, " + scene.load().xaCount() + " XA transactions; " + delivered.eventCount() + " events delivered, " + delivered.changeCount()
            + " changes of them and " + delivered.repeatCount() + " repeats, "
            + delivered.deadLetterCount() + " dead letters, in " + scene.receiver().requestCount()
            + " requests, " + scene.receiver().refusalCount() + " of them met badly; " + scene.keeper().startCount()
            + " starts, " + scene.keeper().positionCount() + " positions checked at an end and "
            + scene.keeper().lookCount() + " in between, exits by itself "
            + scene.keeper().exits() + "; faults " + faults;
    }
}
