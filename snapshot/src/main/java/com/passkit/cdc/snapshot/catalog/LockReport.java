package com.passkit.cdc.snapshot.catalog;

import java.time.Duration;

/**
 * What it took to open a snapshot's view.
 *
 * @param mode       the lock that was taken; {@link LockMode#NONE} where the view needed none
 * @param statement  what took it; empty for none
 * @param blocked    how long writes had to wait at the most: from the request of the lock until it was given back
 * @param tryCount   how often the view was opened until it was consistent and its definitions held still
 * @param viewCount  connections that share the view
 */
public record LockReport(LockMode mode, String statement, Duration blocked, int tryCount, int viewCount) {
}
