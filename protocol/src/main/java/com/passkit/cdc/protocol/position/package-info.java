/** Positions in a binary log: file and offset, GTIDs and sets of GTIDs. */
package com.passkit.cdc.protocol.position;
