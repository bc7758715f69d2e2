package com.passkit.cdc.runtime.schema;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.runtime.schema.ddl.SchemaModel;
import com.passkit.cdc.snapshot.catalog.TableModel;
import com.passkit.cdc.snapshot.catalog.TableName;

/**
 * What one statement made of the definitions: the outcome, not the statement. Owned, immutable.
 *
 * @param at               the statement
 * @param isFull           whether the rows around it came with FULL metadata
 * @param removedDatabases databases that are gone with all their tables
 * @param databases        databases that are new or have another default; null stands for an unknown one
 * @param removed          tables that are gone
 * @param lost             tables whose definition is not known any more, with the reason
 * @param put              new definitions
 * @param redefinitions    definitions that hold from later statements on
 */
public record SchemaEdit(CommitPoint at, boolean isFull, List<String> removedDatabases,
    Map<String, Collation> databases, List<TableName> removed, Map<TableName, String> lost, List<TableModel> put,
    List<Redefinition> redefinitions) {

    /** What was read from the server for a position: no statement, but as if there were one that ends there. */
    public static SchemaEdit at(ReadPosition position, boolean isFull, Map<TableName, String> lost,
        List<TableModel> put, List<Redefinition> redefinitions) {
        return new SchemaEdit(new CommitPoint(position.serverUuid(), position.file(), position.offset(), null), isFull,
            List.of(), Map.of(), List.of(), lost, put, redefinitions);
    }

    /** @return what became of these tables and of the databases: the difference to what was before */
    static SchemaEdit between(SchemaModel model, Collection<TableName> names, Map<String, Collation> before,
        CommitPoint at, boolean isFull) {
        SchemaEdit edit = new SchemaEdit(at, isFull, new ArrayList<>(), new LinkedHashMap<>(),
            new ArrayList<>(), new LinkedHashMap<>(), new ArrayList<>(), List.of());
        Map<String, Collation> after = model.databases();
        before.keySet().stream().filter(name -> !after.containsKey(name)).forEach(edit.removedDatabases::add);
        after.forEach((name, collation) -> {
            if (!before.containsKey(name) || !Objects.equals(before.get(name), collation)) {
                edit.databases.put(name, collation);
            }
        });
        for (TableName name : names) {
            TableModel table = model.table(name);
            String reason = model.lostReason(name);
            if (table != null) {
                edit.put.add(table);
            } else if (reason != null) {
                edit.lost.put(name, reason);
            } else {
                edit.removed.add(name);
            }
        }
        return edit;
    }

    /** @return whether it says nothing */
    boolean isEmpty() {
        return removedDatabases.isEmpty() && databases.isEmpty() && removed.isEmpty() && lost.isEmpty()
            && put.isEmpty() && redefinitions.isEmpty();
    }

    void applyTo(SchemaModel model) {
        removedDatabases.forEach(model::removeDatabase);
        databases.forEach(model::putDatabase);
        removed.forEach(model::remove);
        lost.forEach(model::lose);
        put.forEach(model::put);
    }

    /** Of several for one table the newest is right. */
    void addRedefinitionsTo(List<Redefinition> all) {
        for (Redefinition redefinition : redefinitions) {
            all.removeIf(older -> older.table().name().equals(redefinition.table().name()));
            all.add(redefinition);
        }
    }
}
