/** Meters of a running connector. */
package com.passkit.cdc.runtime.metrics;
