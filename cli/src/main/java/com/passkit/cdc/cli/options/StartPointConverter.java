package com.passkit.cdc.cli.options;

import com.passkit.cdc.protocol.position.BinlogPosition;
import com.passkit.cdc.protocol.position.GtidKind;
import com.passkit.cdc.runtime.source.StartPoint;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code now}, {@code earliest}, {@code gtid:<set>} and {@code file:<name>:<pos>}. */
public final class StartPointConverter implements ITypeConverter<StartPoint> {

    private static final String GTID = "gtid:";
    private static final String MARIADB_GTID = "mariadb-gtid:";
    private static final String FILE = "file:";

    @Override
    public StartPoint convert(String text) {
        if (text.equals("now")) {
            return new StartPoint.Current();
        }
        if (text.equals("earliest")) {
            return new StartPoint.Earliest();
        }
        if (text.startsWith(GTID)) {
            return gtids(text.substring(GTID.length()));
        }
        try {
            if (text.startsWith(FILE) || text.startsWith(MARIADB_GTID)) {
                return new StartPoint.At(BinlogPosition.parse(text));
            }
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + text + "': " + e.getMessage());
        }
        throw new TypeConversionException("'" + text + "' (expected: gtid:<set>, file:<name>:<offset>, now or "
            + "earliest)");
    }

    /** Whether they are MySQL's or MariaDB's, the server tells that they are for; here they only have to be either. */
    private static StartPoint gtids(String text) {
        try {
            GtidKind.MYSQL.parse(text);
        } catch (IllegalArgumentException notOfMySql) {
            try {
                GtidKind.MARIADB.parse(text);
            } catch (IllegalArgumentException notOfMariaDb) {
                throw new TypeConversionException("'" + GTID + text + "': " + notOfMySql.getMessage() + "; "
                    + notOfMariaDb.getMessage());
            }
        }
        return new StartPoint.AtGtids(text);
    }
}
