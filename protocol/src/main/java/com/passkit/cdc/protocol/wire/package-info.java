/** The smallest structures of the wire: integers, strings and flags. */
package com.passkit.cdc.protocol.wire;
