/** From sealed batches to acknowledged requests. */
package com.passkit.cdc.runtime.publish;
