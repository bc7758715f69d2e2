package com.passkit.cdc.cli.options;

import com.passkit.cdc.protocol.position.BinlogPosition;
import com.passkit.cdc.protocol.position.GtidSet;
import com.passkit.cdc.runtime.source.StartPoint;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code now}, {@code earliest}, {@code gtid:<set>} and {@code file:<name>:<pos>}. */
public final class StartPointConverter implements ITypeConverter<StartPoint> {

    private static final String GTID = "gtid:";
    private static final String FILE = "file:";

    @Override
    public StartPoint convert(String text) {
        if (text.equals("now")) {
            return new StartPoint.Current();
        }
        if (text.equals("earliest")) {
            return new StartPoint.Earliest();
        }
        try {
            if (text.startsWith(GTID)) {
                return new StartPoint.At(
                    new BinlogPosition.BehindGtids(GtidSet.parse(text.substring(GTID.length()))));
            }
            int colon = text.lastIndexOf(':');
            if (text.startsWith(FILE) && colon > FILE.length()) {
                return new StartPoint.At(new BinlogPosition.InFile(
                    text.substring(FILE.length(), colon), Long.parseLong(text.substring(colon + 1))));
            }
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException("'" + text + "': " + e.getMessage());
        }
        throw new TypeConversionException("'" + text + "' (expected: gtid:<set>, file:<name>:<offset>, now or "
            + "earliest)");
    }
}
