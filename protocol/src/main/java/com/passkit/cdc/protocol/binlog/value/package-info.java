/** One decoder for each encoding of a column in a row image, and what a type code with its metadata says. */
package com.passkit.cdc.protocol.binlog.value;
