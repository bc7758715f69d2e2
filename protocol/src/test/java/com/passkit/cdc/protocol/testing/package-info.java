/** Support for tests of this module and of those above it. */
package com.passkit.cdc.protocol.testing;
