/** What a table map says of a table, kept; and row images read with it. */
package com.passkit.cdc.protocol.binlog.image;
