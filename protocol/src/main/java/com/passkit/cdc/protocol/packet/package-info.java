/** Packets: framing, joining of large ones, the sequence guard, and the error packet that any phase may meet. */
package com.passkit.cdc.protocol.packet;
