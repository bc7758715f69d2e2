/** From encoded events to sealed batches. */
package com.passkit.cdc.runtime.batch;
