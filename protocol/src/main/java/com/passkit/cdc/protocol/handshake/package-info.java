/** The connection phase: greeting, capabilities, the step to TLS, and one class for each authentication plugin. */
package com.passkit.cdc.protocol.handshake;
