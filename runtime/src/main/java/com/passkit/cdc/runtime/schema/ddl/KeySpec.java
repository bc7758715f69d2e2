package com.passkit.cdc.runtime.schema.ddl;

import java.util.List;

import com.passkit.cdc.snapshot.catalog.KeyModel;

/**
 * A key as a statement defines it.
 *
 * @param name      null where the server chooses one
 * @param kind      what it is for
 * @param isForeign whether it only comes into being where no other key begins with its columns
 * @param parts     in key order
 */
record KeySpec(String name, KeyModel.Kind kind, boolean isForeign, List<KeyModel.Part> parts) {
}
