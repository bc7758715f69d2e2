/** Rows of XA transactions that are prepared and neither committed nor rolled back: kept in files, outside the heap. */
package com.passkit.cdc.runtime.xa;
