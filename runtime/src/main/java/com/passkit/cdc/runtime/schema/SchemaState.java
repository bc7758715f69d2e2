package com.passkit.cdc.runtime.schema;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.runtime.schema.ddl.SchemaModel;
import com.passkit.cdc.snapshot.catalog.TableModel;

/**
 * The definitions at a position, as they are kept and restored.
 *
 * @param model         transferred; the definitions
 * @param isFull        whether rows come with FULL metadata
 * @param redefinitions definitions that hold from later statements on
 * @param isApproximate whether they were recorded by an earlier release, with less than is known today
 */
public record SchemaState(SchemaModel model, boolean isFull, List<Redefinition> redefinitions,
    boolean isApproximate) {

    public SchemaState {
        Objects.requireNonNull(model, "model");
        redefinitions = List.copyOf(redefinitions);
    }

    /** What was recorded at a snapshot. */
    public static SchemaState of(List<TableModel> tables, Map<String, Collation> databases, int lowerCaseTableNames,
        boolean isFull) {
        SchemaModel model = new SchemaModel(lowerCaseTableNames);
        databases.forEach(model::putDatabase);
        tables.forEach(model::put);
        return new SchemaState(model, isFull, List.of(), false);
    }
}
