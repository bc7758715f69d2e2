/** The snapshot: its way in, and what it hands out. */
package com.passkit.cdc.snapshot;
