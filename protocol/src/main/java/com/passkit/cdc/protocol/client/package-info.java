/** The way in: connect, query, dump a binlog. The only place that builds channels. */
package com.passkit.cdc.protocol.client;
