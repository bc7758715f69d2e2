/** The command phase: what is asked, and how its answers are read as a stream. */
package com.passkit.cdc.protocol.command;
