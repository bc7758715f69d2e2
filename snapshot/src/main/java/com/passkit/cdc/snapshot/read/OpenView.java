package com.passkit.cdc.snapshot.read;

import java.time.Duration;

import com.passkit.cdc.snapshot.catalog.LockMode;
import com.passkit.cdc.snapshot.catalog.ServerState;

/**
 * Transactions that see the captured tables at one position.
 *
 * @param state    the server, with that position
 * @param mode     what kept the tables still; {@link LockMode#NONE} for nothing
 * @param name     statement of the lock; empty for none
 * @param blocked  how long writes had to wait at the most
 * @param tryCount how often the transactions were opened
 */
record OpenView(ServerState state, LockMode mode, String name, Duration blocked, int tryCount) {

    OpenView withBackupLock(ServerLock backup) {
        return new OpenView(state, LockMode.BACKUP, name.isEmpty() ? backup.name() : backup.name() + ", " + name,
            blocked, tryCount);
    }
}
