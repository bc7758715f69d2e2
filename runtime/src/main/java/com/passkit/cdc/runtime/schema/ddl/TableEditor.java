package com.passkit.cdc.runtime.schema.ddl;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import com.passkit.cdc.protocol.row.Collation;
import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.snapshot.catalog.ColumnModel;
import com.passkit.cdc.snapshot.catalog.KeyModel;
import com.passkit.cdc.snapshot.catalog.TableModel;
import com.passkit.cdc.snapshot.catalog.TableName;

/** One statement's changes to one table, in the order in which the server makes them. Used once. */
final class TableEditor {

    private static final String GENERATED_KEY_COLUMN = "my_row_id";
    private static final int FIRST_5_7 = 50700;
    /** 8.0.15 leaves hidden columns where they are when others are added; 9.7 keeps them behind all others. */
    private static final int FIRST_WITH_HIDDEN_LAST = 80016;

    private final TableModel old;
    private final TableName name;
    private final CollationRules collations;
    private final ColumnRules columnRules;
    private final KeyRules keyRules;
    private final Collation databaseCollation;
    private final List<AlterClause> clauses;
    private final boolean isMariaDb;
    private final boolean isBefore57;
    private final boolean areHiddenLast;
    private final List<Slot> slots = new ArrayList<>();
    private final List<KeySpec> newKeys = new ArrayList<>();
    private final Set<String> withNullable = new HashSet<>();
    private Collation collation;
    private Collation conversion;

    /** A column and what it was called before. */
    private record Slot(ColumnModel column, String oldName) {
    }

    /**
     * @param old               as it stands; of a new table without columns and keys
     * @param databaseCollation default of its database; null where it is not known
     */
    TableEditor(TableModel old, Collation databaseCollation, List<AlterClause> clauses, StatementContext context) {
        this.old = old;
        this.databaseCollation = databaseCollation;
        this.clauses = clauses;
        name = old.name();
        collations = new CollationRules(context);
        columnRules = new ColumnRules(context, collations);
        keyRules = new KeyRules(columnRules, context.server().isMariaDb());
        isMariaDb = context.server().isMariaDb();
        areHiddenLast = context.server().version() >= FIRST_WITH_HIDDEN_LAST;
        isBefore57 = !isMariaDb && context.server().version() < FIRST_5_7;
        collation = old.collation();
    }

    /** @return the table behind all clauses but a new name */
    TableModel edit() {
        applyCharsets();
        keepColumns();
        placeColumns();
        List<KeyModel> keys = keepKeys();
        addKeys(keys);
        keepUnheardConversion();
        if (areHiddenLast) {
            slots.sort(Comparator.comparing(slot -> slot.column().isHidden()));
        }
        TableModel unsorted = new TableModel(name, collation, slots.stream().map(Slot::column).toList(), keys);
        return new TableModel(name, collation, unsorted.columns(), keyRules.sorted(keys, unsorted, withNullable));
    }

    private void applyCharsets() {
        for (AlterClause clause : clauses) {
            if (clause instanceof AlterClause.TableCharset charset) {
                collation = collations.resolve(charset.charset(), databaseCollation, collation);
            } else if (clause instanceof AlterClause.Convert convert) {
                conversion = collations.resolve(convert.charset(), databaseCollation, collation);
                if (conversion == null) {
                    throw new UnreadableStatementException("the default character set of database "
                        + name.database() + " is not known");
                }
                collation = conversion;
            }
        }
    }

    /** 5.6 does nothing at all where no column is to be converted, not even for the columns to come. */
    private void keepUnheardConversion() {
        boolean isConversionAlone = clauses.size() == 1 && clauses.get(0) instanceof AlterClause.Convert convert
            && convert.isAlone();
        if (isConversionAlone && isBefore57 && slots.stream().map(Slot::column).toList().equals(old.columns())) {
            collation = old.collation();
        }
    }

    /** Columns that stay or change in their place; those that are moved come later. */
    private void keepColumns() {
        for (ColumnModel column : old.columns()) {
            if (column.isHidden()) {
                slots.add(new Slot(column, column.name()));
            } else if (!isDropped(column)) {
                keep(column);
            }
        }
    }

    private void keep(ColumnModel column) {
        AlterClause.ChangeColumn change = changeOf(column);
        if (change == null) {
            ColumnModel kept = conversion == null ? column : columnRules.converted(column, conversion);
            slots.add(new Slot(ColumnRules.renamed(kept, newName(kept.name())), column.name()));
        } else if (!change.place().isWritten()) {
            slots.add(new Slot(build(change.column()), column.name()));
        }
    }

    private void placeColumns() {
        for (AlterClause clause : clauses) {
            if (clause instanceof AlterClause.AddColumn add && !(add.isIfNotExists() && has(add.column().name()))) {
                place(new Slot(build(add.column()), null), add.place());
                addInlineKeys(add.column());
            } else if (clause instanceof AlterClause.ChangeColumn change && exists(change)) {
                if (change.place().isWritten()) {
                    place(new Slot(build(change.column()), change.old()), change.place());
                }
                addInlineKeys(change.column());
            } else if (clause instanceof AlterClause.AddKey add && !(add.isIfNotExists() && isKeyThere(add.key()))) {
                newKeys.add(add.key());
            }
        }
    }

    private boolean exists(AlterClause.ChangeColumn change) {
        if (old.column(change.old()) != null) {
            return true;
        }
        if (!change.isIfExists()) {
            throw new UnreadableStatementException("column " + change.old() + " is not known");
        }
        return false;
    }

    private void place(Slot slot, AlterClause.Place place) {
        if (place.isFirst()) {
            slots.add(hasGeneratedKey() ? 1 : 0, slot);
        } else if (place.after() == null) {
            slots.add(slot);
        } else {
            slots.add(indexOf(place.after()) + 1, slot);
        }
    }

    /** A primary key that the server made up stays the first column. */
    private boolean hasGeneratedKey() {
        if (slots.isEmpty()) {
            return false;
        }
        ColumnDescriptor first = slots.get(0).column().descriptor();
        return first.name().equals(GENERATED_KEY_COLUMN) && first.type() == ColumnType.BIGINT && first.unsigned()
            && old.keys().contains(new KeyModel(KeyModel.PRIMARY, KeyModel.Kind.PRIMARY,
                List.of(KeyModel.Part.of(GENERATED_KEY_COLUMN))));
    }

    private int indexOf(String column) {
        for (int i = 0; i < slots.size(); i++) {
            if (!slots.get(i).column().isHidden() && TableModel.isSameName(slots.get(i).column().name(), column)) {
                return i;
            }
        }
        throw new UnreadableStatementException("column " + column + " is not known");
    }

    private boolean has(String column) {
        return slots.stream().anyMatch(slot -> !slot.column().isHidden()
            && TableModel.isSameName(slot.column().name(), column));
    }

    private ColumnModel build(ColumnSpec spec) {
        ColumnModel column = columnRules.build(spec, collation);
        return conversion == null ? column : columnRules.converted(column, conversion);
    }

    private void addInlineKeys(ColumnSpec column) {
        List<KeyModel.Part> parts = List.of(KeyModel.Part.of(column.name()));
        if (column.isPrimary()) {
            newKeys.add(new KeySpec(KeyModel.PRIMARY, KeyModel.Kind.PRIMARY, false, parts));
        }
        if (column.isUnique() && !(column.isPrimary() && isMariaDb)) {
            newKeys.add(new KeySpec(null, KeyModel.Kind.UNIQUE, false, parts));
        }
    }

    private boolean isDropped(ColumnModel column) {
        return clauses.stream().anyMatch(clause -> clause instanceof AlterClause.DropColumn drop
            && TableModel.isSameName(drop.name(), column.name()));
    }

    private AlterClause.ChangeColumn changeOf(ColumnModel column) {
        for (AlterClause clause : clauses) {
            if (clause instanceof AlterClause.ChangeColumn change
                && TableModel.isSameName(change.old(), column.name())) {
                return change;
            }
        }
        return null;
    }

    private String newName(String column) {
        for (AlterClause clause : clauses) {
            if (clause instanceof AlterClause.RenameColumn rename
                && TableModel.isSameName(rename.old(), column)) {
                return rename.name();
            }
        }
        return column;
    }

    private List<KeyModel> keepKeys() {
        verifyNames();
        List<KeyModel> keys = new ArrayList<>();
        for (KeyModel key : old.keys()) {
            KeyModel kept = isDropped(key) ? null : kept(key);
            if (kept == null) {
                removeHidden(key);
            } else {
                keys.add(kept);
                markNullable(kept);
            }
        }
        return keys;
    }

    /** A name that is not there means that what is known of the table is wrong. */
    private void verifyNames() {
        for (AlterClause clause : clauses) {
            if (clause instanceof AlterClause.DropKey drop && !drop.isIfExists()) {
                requireKey(drop.name());
            } else if (clause instanceof AlterClause.RenameKey rename && !rename.isIfExists()) {
                requireKey(rename.old());
            } else if (clause instanceof AlterClause.DropColumn drop && !drop.isIfExists()) {
                requireColumn(drop.name());
            } else if (clause instanceof AlterClause.RenameColumn rename && !rename.isIfExists()) {
                requireColumn(rename.old());
            }
        }
    }

    private void requireKey(String key) {
        if (old.keys().stream().noneMatch(known -> TableModel.isSameName(known.name(), key))) {
            throw new UnreadableStatementException("key " + key + " is not known");
        }
    }

    private void requireColumn(String column) {
        if (old.column(column) == null) {
            throw new UnreadableStatementException("column " + column + " is not known");
        }
    }

    private boolean isDropped(KeyModel key) {
        for (AlterClause clause : clauses) {
            String dropped = clause instanceof AlterClause.DropKey drop ? drop.name()
                : clause instanceof AlterClause.DropConstraint drop && key.isUnique() ? drop.name()
                : clause instanceof AlterClause.DropPrimaryKey ? KeyModel.PRIMARY : null;
            if (dropped != null && TableModel.isSameName(dropped, key.name())) {
                return true;
            }
        }
        return false;
    }

    /** @return the key with the columns it still has; null where none is left */
    private KeyModel kept(KeyModel key) {
        List<KeyModel.Part> parts = new ArrayList<>();
        for (KeyModel.Part part : key.parts()) {
            if (part.column() == null) {
                parts.add(part);
                continue;
            }
            for (Slot slot : slots) {
                if (slot.oldName() != null && TableModel.isSameName(slot.oldName(), part.column())) {
                    parts.add(keyRules.on(slot.column(), part.prefixLength()));
                }
            }
        }
        if (parts.isEmpty()) {
            return null;
        }
        String keyName = key.name();
        for (AlterClause clause : clauses) {
            if (clause instanceof AlterClause.RenameKey rename && TableModel.isSameName(rename.old(), key.name())) {
                keyName = rename.name();
            }
        }
        return new KeyModel(keyName, key.kind(), parts);
    }

    private void removeHidden(KeyModel key) {
        int count = key.expressionCount();
        if (count == 0) {
            return;
        }
        boolean isMarked = slots.stream().anyMatch(slot -> slot.column().hiddenKey().equals(key.name()));
        if (!isMarked && !isHiddenTogether()) {
            throw new UnreadableStatementException("which hidden column belongs to key " + key.name()
                + " is not known");
        }
        int removed = 0;
        for (int i = slots.size() - 1; i >= 0 && removed < count; i--) {
            ColumnModel column = slots.get(i).column();
            if (column.isHidden() && (isMarked ? column.hiddenKey().equals(key.name())
                : column.hiddenKey().isEmpty())) {
                slots.remove(i);
                removed++;
            }
        }
    }

    private boolean isHiddenTogether() {
        int changes = 0;
        boolean wasHidden = false;
        for (Slot slot : slots) {
            changes += slot.column().isHidden() && !wasHidden ? 1 : 0;
            wasHidden = slot.column().isHidden();
        }
        return changes <= 1;
    }

    private void addKeys(List<KeyModel> keys) {
        for (KeySpec spec : newKeys) {
            if (spec.isForeign() && isCovered(spec, keys)) {
                continue;
            }
            List<KeyModel.Part> parts = new ArrayList<>();
            for (KeyModel.Part part : spec.parts()) {
                parts.add(part.column() == null ? part : partOf(part));
            }
            KeyModel key = keyRules.named(new KeySpec(spec.name(), spec.kind(), spec.isForeign(), parts), keys);
            keys.add(key);
            markNullable(key);
            for (int i = 0; i < key.expressionCount(); i++) {
                slots.add(new Slot(ColumnModel.hidden(key.name()), null));
            }
        }
    }

    private KeyModel.Part partOf(KeyModel.Part part) {
        return keyRules.on(slots.get(indexOf(part.column())).column(), part.prefixLength());
    }

    /** The server goes through the keys once: columns of the primary key are nullable to the keys before it. */
    private void markNullable(KeyModel key) {
        for (KeyModel.Part part : key.parts()) {
            if (key.isPrimary()) {
                requireNotNull(indexOf(part.column()));
            } else if (part.column() == null
                || slots.get(indexOf(part.column())).column().descriptor().nullable()) {
                withNullable.add(key.name());
            }
        }
    }

    private void requireNotNull(int index) {
        Slot slot = slots.get(index);
        slots.set(index, new Slot(ColumnRules.notNull(slot.column()), slot.oldName()));
    }

    private boolean isKeyThere(KeySpec key) {
        String keyName = key.name() == null ? key.parts().get(0).column() : key.name();
        return old.keys().stream().anyMatch(known -> TableModel.isSameName(known.name(), keyName));
    }

    /**
     * A foreign key makes a key of its own only where no other begins with its columns. That the server drops this key
     * when such another is added later is not followed: it never identifies a row.
     */
    private boolean isCovered(KeySpec foreign, List<KeyModel> keys) {
        return keys.stream().anyMatch(key -> begins(key.parts(), foreign.parts()))
            || newKeys.stream().anyMatch(key -> !key.isForeign() && begins(key.parts(), foreign.parts()));
    }

    private static boolean begins(List<KeyModel.Part> parts, List<KeyModel.Part> with) {
        if (parts.size() < with.size()) {
            return false;
        }
        for (int i = 0; i < with.size(); i++) {
            String column = parts.get(i).column();
            if (column == null || !TableModel.isSameName(column, with.get(i).column())) {
                return false;
            }
        }
        return true;
    }
}
