package com.passkit.cdc.snapshot.catalog;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;

/**
 * What SHOW GRANTS says, roles in effect included. Schema names of grants are patterns: {@code %} and {@code _} stand
 * for characters, {@code \%} and {@code \_} for themselves.
 */
final class Grants {

    private static final String ALL = "ALL PRIVILEGES";
    private static final String SELECT = "SELECT";

    private final Set<String> global = new HashSet<>();
    private final List<Scope> granted = new ArrayList<>();
    private final List<Scope> revoked = new ArrayList<>();

    private Grants() {
    }

    /** A privilege list on a schema or table; the table is {@code *} for a whole schema. */
    private record Scope(Set<String> privileges, String database, String table) {

        boolean allows(String privilege, String databaseName, String tableName) {
            return (privileges.contains(ALL) || privileges.contains(privilege))
                && ("*".equals(table) ? isLike(database, databaseName)
                    : database.equals(databaseName) && table.equals(tableName));
        }
    }

    /** @param lines of SHOW GRANTS; what is not a privilege on tables (roles, proxies, routines) is passed over */
    static Grants parse(List<String> lines) {
        Grants grants = new Grants();
        lines.forEach(grants::add);
        return grants;
    }

    boolean hasGlobal(String privilege) {
        return global.contains(ALL) || global.contains(privilege);
    }

    boolean hasSelect(String database, String table) {
        return has(SELECT, database, table);
    }

    /** @return whether whole databases that match may be read, so that a table not seen there is not there */
    boolean seesDatabases(Predicate<String> databases) {
        return hasGlobal(SELECT) || granted.stream().anyMatch(scope -> "*".equals(scope.table())
            && (scope.privileges().contains(ALL) || scope.privileges().contains(SELECT))
            && databases.test(scope.database().replace("\\", "")));
    }

    /** @return whether a privilege is granted on a table, its database or everything, and not taken back there */
    boolean has(String privilege, String database, String table) {
        if (granted.stream().anyMatch(scope -> scope.allows(privilege, database, table))) {
            return true;
        }
        return hasGlobal(privilege)
            && revoked.stream().noneMatch(scope -> scope.allows(privilege, database, table));
    }

    private void add(String line) {
        GrantScanner scanner = new GrantScanner(line);
        boolean isGrant = "GRANT".equals(scanner.verb());
        Set<String> privileges = scanner.privileges();
        String[] scope = scanner.scope();
        if (privileges == null || scope == null) {
            return;
        }
        if (!isGrant) {
            revoked.add(new Scope(privileges, scope[0], scope[1]));
        } else if ("*".equals(scope[0])) {
            global.addAll(privileges);
        } else {
            granted.add(new Scope(privileges, scope[0], scope[1]));
        }
    }

    /** SQL's LIKE with backslash, as the server compares schema names of grants. */
    static boolean isLike(String pattern, String text) {
        Glob.Builder glob = new Glob.Builder();
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '%') {
                glob.anyRun();
            } else if (c == '_') {
                glob.anyOne();
            } else if (c == '\\' && i + 1 < pattern.length()) {
                glob.literal(pattern.charAt(++i));
            } else {
                glob.literal(c);
            }
        }
        return glob.build().matches(text);
    }

    /** Walks one line: verb, privileges with their column lists, ON, scope. */
    private static final class GrantScanner {

        private final String line;
        private int index;

        GrantScanner(String line) {
            this.line = line;
        }

        String verb() {
            return word().toUpperCase(Locale.ROOT);
        }

        /** @return upper case, those limited to columns left out; null where the line grants none */
        Set<String> privileges() {
            Set<String> privileges = new HashSet<>();
            StringBuilder privilege = new StringBuilder();
            boolean isForColumns = false;
            while (index < line.length()) {
                char c = peek();
                if (c == '`' || c == '\'' || c == '"') {
                    return null;
                }
                if (c == '(') {
                    skipColumns();
                    isForColumns = true;
                } else if (c == ',') {
                    index++;
                    add(privileges, privilege, isForColumns);
                    isForColumns = false;
                } else {
                    String word = word();
                    if ("ON".equalsIgnoreCase(word)) {
                        add(privileges, privilege, isForColumns);
                        return privileges;
                    }
                    privilege.append(privilege.isEmpty() ? "" : " ").append(word.toUpperCase(Locale.ROOT));
                }
            }
            return null;
        }

        /** @return database and table; null for a routine or anything else without a dot */
        String[] scope() {
            if (index >= line.length()) {
                return null;
            }
            String database = name();
            if (index >= line.length() || line.charAt(index) != '.') {
                return null;
            }
            index++;
            return new String[] {database, name()};
        }

        private static void add(Set<String> privileges, StringBuilder privilege, boolean isForColumns) {
            if (!isForColumns && !privilege.isEmpty()) {
                privileges.add(privilege.toString());
            }
            privilege.setLength(0);
        }

        private String word() {
            peek();
            int start = index;
            while (index < line.length() && " ,(".indexOf(line.charAt(index)) < 0) {
                index++;
            }
            return line.substring(start, index);
        }

        private char peek() {
            while (index < line.length() && line.charAt(index) == ' ') {
                index++;
            }
            return index < line.length() ? line.charAt(index) : ' ';
        }

        private void skipColumns() {
            while (index < line.length() && line.charAt(index) != ')') {
                char c = line.charAt(index);
                if (c == '`' || c == '"') {
                    name();
                } else {
                    index++;
                }
            }
            index++;
        }

        private String name() {
            char quote = peek();
            StringBuilder name = new StringBuilder();
            if (quote != '`' && quote != '"') {
                while (index < line.length() && " .".indexOf(line.charAt(index)) < 0) {
                    name.append(line.charAt(index++));
                }
                return name.toString();
            }
            index++;
            while (index < line.length()) {
                char c = line.charAt(index++);
                if (c != quote) {
                    name.append(c);
                } else if (index < line.length() && line.charAt(index) == quote) {
                    name.append(quote);
                    index++;
                } else {
                    break;
                }
            }
            return name.toString();
        }
    }
}
