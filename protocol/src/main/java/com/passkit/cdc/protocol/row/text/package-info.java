/** Text of columns in the server's character sets, turned into UTF-8 and JSON strings. */
package com.passkit.cdc.protocol.row.text;
