package com.passkit.cdc.runtime.encode;

import java.nio.charset.StandardCharsets;
import java.util.List;

import com.passkit.cdc.protocol.row.ColumnDescriptor;
import com.passkit.cdc.protocol.row.ColumnType;
import com.passkit.cdc.protocol.row.TableDescriptor;
import com.passkit.cdc.protocol.row.text.TextDecoder;
import com.passkit.cdc.runtime.rules.ColumnMask;
import com.passkit.cdc.runtime.rules.ColumnRules;

/**
 * Everything about a table that is the same in each of its events, as bytes and plain arrays: made once for each
 * definition. Threading: one thread at a time.
 */
final class TableFragments {

    final TableDescriptor table;
    /** {@code ,"db":"crm","table":"members","gtid":}. */
    final byte[] source;
    /** {@code crm.members/}, as it stands in the id of a snapshot's row. */
    final byte[] idPart;
    /** {@code ,"name":} by column; the first one in an object leaves out the comma. */
    final byte[][] names;
    final ColumnType[] types;
    final int[] lengths;
    final int[] scales;
    /** Escaped labels by column and ordinal - 1; null where there are none. */
    final byte[][][] labels;
    /** Decoder of each column's character set; of UTF-8 where it has none. */
    final TextDecoder[] texts;
    final long[] replacedTextCounts;
    /** What is hidden of each column; null where nothing is. */
    final ColumnMask[] masks;
    /** The JSON string by column that is replaced. */
    final byte[][] replacements;

    private TableFragments(TableDescriptor table, ColumnRules rules) {
        int count = table.columnCount();
        this.table = table;
        this.source = utf8(",\"db\":" + nameOrNull(table.database()) + ",\"table\":" + nameOrNull(table.name())
            + ",\"gtid\":");
        this.idPart = utf8(escape(table.database() + '.' + table.name()) + '/');
        this.names = new byte[count][];
        this.types = new ColumnType[count];
        this.lengths = new int[count];
        this.scales = new int[count];
        this.labels = new byte[count][][];
        this.texts = new TextDecoder[count];
        this.replacedTextCounts = new long[count];
        this.replacements = new byte[count][];
        this.masks = rules.isAbout(table.database(), table.name()) ? new ColumnMask[count] : null;
        for (int i = 0; i < count; i++) {
            ColumnDescriptor column = table.column(i);
            names[i] = utf8(',' + JsonQuote.quote(column.name()) + ':');
            types[i] = column.type();
            lengths[i] = column.length();
            scales[i] = column.scale();
            labels[i] = labels(column.labels());
            texts[i] = TextDecoder.of(column.collation());
            if (masks != null) {
                masks[i] = rules.maskOf(table.database(), table.name(), column.name());
                replacements[i] = masks[i] instanceof ColumnMask.Replaced replaced
                    ? utf8(JsonQuote.quote(replaced.text())) : null;
            }
        }
    }

    /** @param rules what is hidden of its columns */
    static TableFragments of(TableDescriptor table, ColumnRules rules) {
        return new TableFragments(table, rules);
    }

    private static byte[][] labels(List<String> texts) {
        if (texts.isEmpty()) {
            return null;
        }
        byte[][] bytes = new byte[texts.size()][];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = utf8(escape(texts.get(i)));
        }
        return bytes;
    }

    /** A statement that belongs to no table, CREATE DATABASE for instance, has names that are empty. */
    private static String nameOrNull(String name) {
        return name.isEmpty() ? "null" : JsonQuote.quote(name);
    }

    private static String escape(String text) {
        StringBuilder out = new StringBuilder();
        JsonQuote.escape(text, out);
        return out.toString();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
