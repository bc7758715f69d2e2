/** Rows as owned Java values, for whoever prefers convenience to speed. */
package com.passkit.cdc.protocol.row.owned;
