/** From acknowledgements to a durable position. */
package com.passkit.cdc.runtime.checkpoint;
