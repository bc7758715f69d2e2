package com.passkit.cdc.runtime.schema.ddl;

import com.passkit.cdc.snapshot.catalog.TableModel;
import com.passkit.cdc.snapshot.catalog.TableName;

/**
 * One table before and after a statement.
 *
 * @param name   its name, after the statement where it still exists
 * @param before the definition; null where there was none, or none was known
 * @param after  the definition; null where the table is gone or lost
 * @param lost   why the definition is not known any more; null where it is, or the table is gone
 */
public record TableChange(TableName name, TableModel before, TableModel after, String lost) {
}
