/** Rows and what describes them: the vocabulary shared by the binlog, result sets and everything after them. */
package com.passkit.cdc.protocol.row;
