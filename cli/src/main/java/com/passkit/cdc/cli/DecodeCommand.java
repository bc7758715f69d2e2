package com.passkit.cdc.cli;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;

import com.passkit.cdc.cli.config.ConfigException;
import com.passkit.cdc.cli.config.ConfigReader;
import com.passkit.cdc.cli.options.ConfigOptions;
import com.passkit.cdc.cli.options.FlagValues;
import com.passkit.cdc.cli.options.TableOptions;
import com.passkit.cdc.protocol.binlog.BinlogFileListing;
import com.passkit.cdc.protocol.binlog.BinlogFileReader;
import com.passkit.cdc.protocol.binlog.event.Xid;
import com.passkit.cdc.protocol.error.MySqlException;
import com.passkit.cdc.protocol.row.Demand;
import com.passkit.cdc.runtime.change.BinlogChangeAdapter;
import com.passkit.cdc.runtime.change.TableSelector;
import com.passkit.cdc.runtime.schema.KnownDefinitions;
import com.passkit.cdc.runtime.xa.XaSpool;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Prints what binlog files hold, without a server. */
@Command(name = "decode", mixinStandardHelpOptions = true, versionProvider = PassKitCdc.Version.class,
    description = "Print the change events of binlog files as NDJSON, without a server.")
final class DecodeCommand implements Callable<Integer> {

    private static final String STDIN = "-";

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Binlog files, in order; - for stdin. "
        + "Those compressed by gzip or zstd are recognized.")
    private List<String> files;

    @Option(names = "--events", description = "List raw events instead: place, header fields, checksum verdict.")
    private boolean isListing;

    @Mixin
    private ConfigOptions config;

    @Mixin
    private TableOptions tables;

    private final CliContext context;

    DecodeCommand(CliContext context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        FlagValues flags = new FlagValues();
        config.addTo(flags);
        tables.addTo(flags);
        ConfigReader reader = new SettingsFactory(context).read(flags, config.file(), false);
        String summary = isListing ? list() : decode(reader);
        context.out().flush();
        context.err().println(ExitCode.DONE.line(summary));
        return ExitCode.DONE.number();
    }

    private String list() {
        EventLines lines = new EventLines(context.out());
        for (String file : files) {
            try (BinlogFileListing listing = file.equals(STDIN)
                ? BinlogFileListing.of(stdin(), "stdin") : BinlogFileListing.open(existing(file))) {
                listing.forEach(lines);
            } catch (MySqlException | IOException | UncheckedIOException e) {
                throw unreadable(file, e, lines.count() + " events listed");
            } finally {
                context.out().flush();
            }
        }
        if (lines.mismatchCount() > 0) {
            throw ConfigException.of(lines.mismatchCount() + " of " + lines.count() + " events have a checksum that "
                + "does not fit their bytes (expected: whole binlog files)");
        }
        return lines.count() + " events listed";
    }

    private String decode(ConfigReader reader) {
        try (TransactionSpool spool = new TransactionSpool()) {
            return decode(reader, StdoutEvents.ofFiles(reader, context, spool));
        }
    }

    private String decode(ConfigReader reader, StdoutEvents events) {
        context.onStop(() -> events.ended().complete(null));
        KnownDefinitions definitions = new KnownDefinitions((database, table) -> false);
        TableSelector selector = new TableSelector(
            reader.filter(), reader.rules(), definitions);
        try (XaSpool spool = XaSpool.temporary()) {
            for (String file : files) {
                BinlogChangeAdapter adapter = new BinlogChangeAdapter(selector, definitions, events,
                    reader.publishesSchema(), reader.publishesQuery(), spool, this::warnOfUnknown);
                try (adapter; BinlogFileReader binlog = file.equals(STDIN)
                    ? BinlogFileReader.of(stdin(), "stdin", definitions, adapter)
                    : BinlogFileReader.open(existing(file), definitions, adapter)) {
                    Demand demand = Demand.PAUSE;
                    while (demand == Demand.PAUSE && !events.ended().isDone()) {
                        demand = binlog.read();
                    }
                } catch (MySqlException | IOException | UncheckedIOException e) {
                    throw unreadable(file, e, events.summary() + undecided(spool));
                }
            }
            return events.summary() + undecided(spool);
        }
    }

    private void warnOfUnknown(Xid xid, String file, long offset) {
        context.err().println("XA transaction " + xid + ": committed at " + file + ':' + offset
            + ", but prepared before the files at hand; its rows are not printed");
    }

    private static String undecided(XaSpool spool) {
        List<Xid> xids = spool.preparedXids();
        return xids.isEmpty() ? "" : "; prepared and not decided, so not printed: XA transactions " + xids;
    }

    /** Standard input, which stays open whoever closes what reads it. */
    private InputStream stdin() {
        return new FilterInputStream(context.in()) {
            @Override
            public void close() {
            }
        };
    }

    private static Path existing(String file) {
        Path path = Path.of(file);
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            throw ConfigException.of(file + ": not a readable file (expected: a binlog file, or - for stdin)");
        }
        return path;
    }

    private static ConfigException unreadable(String file, Exception e, String summary) {
        return ConfigException.of(file + ": " + e.getMessage() + "; " + summary);
    }
}
