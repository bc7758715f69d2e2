/** From binlog events to rows, without a channel: the same for a server and a file. */
package com.passkit.cdc.protocol.binlog;
