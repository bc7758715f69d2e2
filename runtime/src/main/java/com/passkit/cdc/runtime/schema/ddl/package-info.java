/** Definitions as they stand at a position of the binary log, and the statements that change them. */
package com.passkit.cdc.runtime.schema.ddl;
