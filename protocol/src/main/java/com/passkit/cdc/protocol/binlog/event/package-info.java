/** One flyweight for each binlog event that is read: its layout, its accessors, its validation. */
package com.passkit.cdc.protocol.binlog.event;
