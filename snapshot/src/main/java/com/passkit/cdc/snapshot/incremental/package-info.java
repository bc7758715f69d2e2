/** Reading a table in pieces beside the stream of its changes: the pieces, and what makes them fit to the stream. */
package com.passkit.cdc.snapshot.incremental;
