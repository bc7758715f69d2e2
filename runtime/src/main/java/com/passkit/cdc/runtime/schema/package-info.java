/** What a table looked like at a position. */
package com.passkit.cdc.runtime.schema;
