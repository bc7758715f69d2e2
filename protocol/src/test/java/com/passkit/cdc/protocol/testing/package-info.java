/** A server that plays a script, bytes by hand and binlogs by hand: for the tests of this and other modules. */
package com.passkit.cdc.protocol.testing;
