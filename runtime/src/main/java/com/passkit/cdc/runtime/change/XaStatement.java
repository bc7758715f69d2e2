package com.passkit.cdc.runtime.change;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.passkit.cdc.protocol.binlog.event.Xid;

/**
 * An XA statement as servers log it: {@code XA COMMIT X'<global id>',X'<branch id>',<format id>}.
 *
 * @param verb what it does
 * @param xid  to which transaction
 */
record XaStatement(Verb verb, Xid xid) {

    private static final Pattern SYNTAX = Pattern.compile("\\s*XA\\s+(START|BEGIN|END|PREPARE|COMMIT|ROLLBACK)\\s+"
        + "X'([0-9a-f]*)'\\s*,\\s*X'([0-9a-f]*)'\\s*,\\s*([0-9]{1,10})\\b.*",
        Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

    /** What an XA statement does. */
    enum Verb { START, END, PREPARE, COMMIT, ROLLBACK }

    /** @return null when it is not one */
    static XaStatement parse(String sql) {
        Matcher matcher = SYNTAX.matcher(sql);
        if (!matcher.matches()) {
            return null;
        }
        String verb = matcher.group(1).toUpperCase(Locale.ROOT);
        return new XaStatement(Verb.valueOf("BEGIN".equals(verb) ? "START" : verb),
            new Xid(matcher.group(2).toLowerCase(Locale.ROOT), matcher.group(3).toLowerCase(Locale.ROOT),
                Long.parseLong(matcher.group(4))));
    }
}
