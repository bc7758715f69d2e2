/** The consistent view of the server, the order of its tables, and their rows. */
package com.passkit.cdc.snapshot.read;
