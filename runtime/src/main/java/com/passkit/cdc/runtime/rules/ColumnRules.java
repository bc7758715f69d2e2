package com.passkit.cdc.runtime.rules;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.snapshot.catalog.ColumnPattern;

/**
 * Which columns are delivered, and what is hidden of their values: {@code tables.columns}. Where several rules fit a
 * column, the one that shows least holds: left out, replaced, hashed, truncated. Immutable. Threading: any thread.
 */
public final class ColumnRules {

    /** All columns, as they are. */
    public static final ColumnRules NONE =
        new ColumnRules(List.of(), List.of(), List.of(), Map.of(), Map.of(), null);

    static final String PATH = "tables.columns";

    /** Where the binary log carries no names and nobody else knows them. */
    private static final Pattern UNKNOWN_NAME = Pattern.compile("@\\d+");

    private final List<ColumnPattern> include;
    private final List<Rule> rules;
    private final byte[] salt;
    private final Object written;

    /**
     * One pattern.
     *
     * @param path    its place in the configuration
     * @param pattern which columns
     * @param mask    what becomes of them
     */
    record Rule(String path, ColumnPattern pattern, ColumnMask mask) {
    }

    /**
     * @param include  patterns {@code db.table.column}; a table that one of them is about is delivered with these
     *                 columns only
     * @param exclude  patterns of columns that are left out
     * @param hash     patterns of columns whose values are hashed
     * @param truncate number of characters by pattern
     * @param replace  text by pattern
     * @param salt     of the hashes; null for none
     * @throws IllegalArgumentException naming the key and what is expected
     */
    public ColumnRules(List<String> include, List<String> exclude, List<String> hash, Map<String, Integer> truncate,
        Map<String, String> replace, String salt) {
        if (!hash.isEmpty() && (salt == null || salt.isEmpty())) {
            throw new IllegalArgumentException(PATH + ".salt: missing (expected: a secret text, without which whoever"
                + " guesses a value finds its hash; tables.columns.hash needs it)");
        }
        List<Rule> all = new ArrayList<>();
        exclude.forEach(text -> all.add(rule("exclude", text, ColumnMask.Left.INSTANCE)));
        replace.forEach((text, value) -> all.add(rule("replace", text, new ColumnMask.Replaced(value))));
        hash.forEach(text -> all.add(rule("hash", text, ColumnMask.Hashed.INSTANCE)));
        truncate.forEach((text, count) -> all.add(rule("truncate", text, new ColumnMask.Truncated(count))));
        this.include = include.stream().map(text -> rule("include", text, ColumnMask.Plain.INSTANCE).pattern())
            .toList();
        this.rules = List.copyOf(all);
        this.salt = salt == null ? null : salt.getBytes(StandardCharsets.UTF_8);
        this.written = List.of(include, exclude, hash, truncate, replace);
    }

    private static Rule rule(String key, String text, ColumnMask mask) {
        String path = PATH + '.' + key;
        try {
            return new Rule(path, ColumnPattern.parse(text), mask);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(path + ": " + e.getMessage(), e);
        }
    }

    public boolean isEmpty() {
        return include.isEmpty() && rules.isEmpty();
    }

    /** @return patterns of the columns to deliver, where not all of a table are */
    List<ColumnPattern> include() {
        return include;
    }

    /** @return those that hide something, the one that shows least first */
    List<Rule> rules() {
        return rules;
    }

    /** @return whether anything of this table may be hidden */
    public boolean isAbout(String database, String table) {
        return isIncluded(database, table)
            || rules.stream().anyMatch(rule -> rule.pattern().matchesTable(database, table));
    }

    private boolean isIncluded(String database, String table) {
        return include.stream().anyMatch(pattern -> pattern.matchesTable(database, table));
    }

    /** @return what becomes of a column */
    public ColumnMask maskOf(String database, String table, String column) {
        Rule rule = ruleOf(database, table, column);
        return rule == null ? ColumnMask.Plain.INSTANCE : rule.mask();
    }

    /** @return the rule that holds for a column; null where none does */
    Rule ruleOf(String database, String table, String column) {
        if (isIncluded(database, table)
            && include.stream().noneMatch(pattern -> pattern.matches(database, table, column))) {
            return new Rule(PATH + ".include", null, ColumnMask.Left.INSTANCE);
        }
        for (Rule rule : rules) {
            if (rule.pattern().matches(database, table, column)) {
                return rule;
            }
        }
        return null;
    }

    /**
     * @param table with the key that is delivered
     * @return what cannot be done with it, each in words; empty where it can be delivered
     */
    public List<String> problems(TableDescriptor table) {
        List<String> problems = new ArrayList<>();
        if (!isAbout(table.database(), table.name())) {
            return problems;
        }
        for (ColumnDescriptor column : table.columns()) {
            if (UNKNOWN_NAME.matcher(column.name()).matches()) {
                problems.add(PATH + ": the names of the columns of " + table + " are not known (expected: names, so"
                    + " that what is to be hidden can be found)");
                return problems;
            }
            Rule rule = ruleOf(table.database(), table.name(), column.name());
            if (rule != null && rule.mask() instanceof ColumnMask.Truncated && !isCharacters(column.type())) {
                problems.add(rule.path() + '.' + rule.pattern() + ": " + table + '.' + column.name() + " is "
                    + column.type() + " (expected: a column of CHAR, VARCHAR or TEXT)");
            }
        }
        for (int n = 0; n < table.keyColumnCount(); n++) {
            String name = table.column(table.keyColumn(n)).name();
            Rule rule = ruleOf(table.database(), table.name(), name);
            if (rule != null && !(rule.mask() instanceof ColumnMask.Hashed)) {
                problems.add(rule.path() + (rule.pattern() == null ? "" : ": " + rule.pattern()) + ": " + table + '.'
                    + name + " belongs to the key of the events, by which rows are told apart (expected: hash, which"
                    + " keeps them apart, or a key of other columns in tables.keys)");
            }
        }
        return problems;
    }

    private static boolean isCharacters(ColumnType type) {
        return type == ColumnType.CHAR || type == ColumnType.VARCHAR || type == ColumnType.TEXT;
    }

    /** @return whether values of any column are hashed */
    public boolean hasHash() {
        return rules.stream().anyMatch(rule -> rule.mask() instanceof ColumnMask.Hashed);
    }

    /** @return a hash with the salt of these rules, for one thread at a time */
    public HmacSha256 newHash() {
        return new HmacSha256(salt);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ColumnRules that && written.equals(that.written) && Arrays.equals(salt, that.salt);
    }

    @Override
    public int hashCode() {
        return Objects.hash(written, Arrays.hashCode(salt));
    }

    @Override
    public String toString() {
        return "ColumnRules[" + include.size() + " include, " + rules.size() + " that hide, salt <redacted>]";
    }
}
