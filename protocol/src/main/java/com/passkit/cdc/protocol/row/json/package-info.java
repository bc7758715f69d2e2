/** JSON documents of MySQL, binary and as text, written as compact JSON text. */
package com.passkit.cdc.protocol.row.json;
