/**
 * Binlogs and result sets in pull style: owned objects, one after the other, on the caller's own thread. Convenience
 * over {@link com.passkit.cdc.protocol.client} and {@link com.passkit.cdc.protocol.binlog}, which push and allocate
 * nothing for a row.
 */
package com.passkit.cdc.protocol.pull;
