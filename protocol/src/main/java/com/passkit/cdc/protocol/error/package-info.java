/** Errors, each with the decision what to do about it. */
package com.passkit.cdc.protocol.error;
