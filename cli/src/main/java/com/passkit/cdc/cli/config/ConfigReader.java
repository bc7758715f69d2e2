package com.passkit.cdc.cli.config;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import com.passkit.cdc.runtime.CdcConfig;
import com.passkit.cdc.runtime.TailConfig;
import com.passkit.cdc.runtime.batch.BatchConfig;
import com.passkit.cdc.runtime.deadletter.DeadLetterConfig;
import com.passkit.cdc.runtime.encode.EncodeConfig;
import com.passkit.cdc.runtime.publish.PublishConfig;
import com.passkit.cdc.runtime.rules.ColumnRules;
import com.passkit.cdc.runtime.rules.RowRules;
import com.passkit.cdc.runtime.rules.TableRules;
import com.passkit.cdc.runtime.source.SourceConfig;
import com.passkit.cdc.snapshot.SnapshotConfig;
import com.passkit.cdc.snapshot.catalog.LockMode;
import com.passkit.cdc.snapshot.catalog.TableFilter;
import com.passkit.cdc.snapshot.catalog.TablePatternMap;

/**
 * Makes the settings of the engine from those of the operator. Each method asks only for what its result needs, and
 * throws {@link ConfigException} with everything that is wrong with that.
 */
public final class ConfigReader {

    private final ConfigSettings settings;

    public ConfigReader(ConfigSettings settings) {
        this.settings = settings;
    }

    /** @return everything that {@code run} needs */
    public CdcConfig cdc() {
        SourceConfig source = new SourceSection(settings).read();
        PublishConfig publish = new PublishSection(settings).read();
        return checked(cdc(source, publish));
    }

    /** @return everything that a tail needs */
    public TailConfig tail() {
        return new TailConfig(source(), include(), exclude(), shadow(), rules(), snapshot(), publishesSchema(),
            publishesQuery());
    }

    public SourceConfig source() {
        return checked(new SourceSection(settings).read());
    }

    public EncodeConfig encode() {
        EncodeConfig encode = readEncode();
        ColumnRules columns = new TablesSection(settings).columns();
        return checked(encode == null || columns == null ? null : encode.withColumns(columns));
    }

    public List<String> include() {
        return checked(settings.get(ConfigKeys.TABLES_INCLUDE));
    }

    public List<String> exclude() {
        return checked(settings.get(ConfigKeys.TABLES_EXCLUDE));
    }

    /** @return globs of the tables that schema change tools work on */
    public List<String> shadow() {
        return checked(settings.get(ConfigKeys.TABLES_SHADOW));
    }

    /** @return which tables are captured */
    public TableFilter filter() {
        return checked(new TablesSection(settings).filter());
    }

    /** @return with which keys, rows and columns tables are delivered */
    public TableRules rules() {
        TablesSection tables = new TablesSection(settings);
        Map<String, List<String>> keys = checked(tables.keys());
        RowRules rows = checked(tables.rows());
        return new TableRules(TablePatternMap.of(keys), rows, checked(tables.columns()));
    }

    /** @return how a snapshot is taken */
    public SnapshotConfig snapshot() {
        return checked(readSnapshot());
    }

    /** @return whether schema changes become events */
    public boolean publishesSchema() {
        return checked(settings.get(ConfigKeys.PUBLISH_SCHEMA_CHANGES));
    }

    /** @return whether the logged statement goes with its row changes */
    public boolean publishesQuery() {
        return checked(settings.get(ConfigKeys.PUBLISH_QUERY));
    }

    /** @return the connector's name */
    public String name() {
        return checked(settings.get(ConfigKeys.NAME));
    }

    /** @return where and how batches are delivered */
    public PublishConfig publish() {
        return checked(new PublishSection(settings).read());
    }

    /** @return when batches are sealed */
    public BatchConfig batch() {
        ConfigKeys.all().stream().filter(key -> key.path().startsWith("publish.") && !key.isSecret())
            .forEach(settings::get);
        settings.check();
        return readBatch();
    }

    /** @return parent of the connector's state directory */
    public Path stateDirectory() {
        return checked(settings.get(ConfigKeys.STATE_DIR));
    }

    public AdminConfig admin() {
        Boolean isEnabled = settings.get(ConfigKeys.ADMIN_ENABLED);
        String bind = settings.get(ConfigKeys.ADMIN_BIND);
        Long port = settings.get(ConfigKeys.ADMIN_PORT);
        Secret token = settings.getSecret(ConfigKeys.ADMIN_TOKEN);
        if (settings.hasProblems()) {
            return checked(null);
        }
        AdminConfig admin = new AdminConfig(isEnabled, bind, port.intValue(), token);
        if (token != null && token.get().isBlank()) {
            settings.refuse("admin.token: empty (expected: " + ConfigKeys.ADMIN_TOKEN.expected() + ')');
        } else if (isEnabled && token == null && !admin.isOnLoopback()) {
            settings.refuse("admin.bind: " + bind + " (expected: an address of this machine alone such as 127.0.0.1, or"
                + " admin.token to be set: whoever reaches it elsewhere could read positions and ask for snapshots)");
        }
        return checked(admin);
    }

    private CdcConfig cdc(SourceConfig source, PublishConfig publish) {
        // Every value once, so that one run of the program shows all that is wrong.
        ConfigKeys.all().stream().filter(key -> !key.isSecret()).forEach(settings::get);
        TablesSection tables = new TablesSection(settings);
        tables.filter();
        Map<String, List<String>> keys = tables.keys();
        RowRules rows = tables.rows();
        ColumnRules columns = tables.columns();
        if (settings.hasProblems()) {
            return null;
        }
        return new CdcConfig(settings.get(ConfigKeys.NAME), source, settings.get(ConfigKeys.TABLES_INCLUDE),
            settings.get(ConfigKeys.TABLES_EXCLUDE), settings.get(ConfigKeys.TABLES_SHADOW), keys, rows,
            settings.get(ConfigKeys.SNAPSHOT_MODE),
            readSnapshot(), publish, readBatch(), readEncode().withColumns(columns),
            settings.get(ConfigKeys.PUBLISH_SCHEMA_CHANGES),
            settings.get(ConfigKeys.PUBLISH_QUERY), settings.get(ConfigKeys.STATE_DIR),
            new DeadLetterConfig(settings.get(ConfigKeys.DEAD_LETTERS_MAX_BYTES)),
            settings.get(ConfigKeys.STATE_INTERVAL), settings.get(ConfigKeys.PUBLISH_STOP_TIMEOUT));
    }

    private SnapshotConfig readSnapshot() {
        LockMode lock = settings.get(ConfigKeys.SNAPSHOT_LOCK);
        Long threads = settings.get(ConfigKeys.SNAPSHOT_THREADS);
        Long chunkRows = settings.get(ConfigKeys.SNAPSHOT_CHUNK_ROWS);
        Long maxRowBytes = settings.get(ConfigKeys.SNAPSHOT_MAX_ROW_BYTES);
        Duration lockTimeout = settings.get(ConfigKeys.SNAPSHOT_LOCK_TIMEOUT);
        return settings.hasProblems() ? null : new SnapshotConfig(lock, threads.intValue(), chunkRows.intValue(),
            maxRowBytes == null ? SnapshotConfig.maxRowBytesFor(Runtime.getRuntime().maxMemory())
                : maxRowBytes.intValue(), lockTimeout);
    }

    private BatchConfig readBatch() {
        return new BatchConfig(settings.get(ConfigKeys.PUBLISH_BATCH_MAX_EVENTS).intValue(),
            settings.get(ConfigKeys.PUBLISH_BATCH_MAX_BYTES).intValue(),
            settings.get(ConfigKeys.PUBLISH_BATCH_LINGER), settings.get(ConfigKeys.PUBLISH_LANES).intValue(),
            settings.get(ConfigKeys.PUBLISH_BATCH_FORMAT));
    }

    private EncodeConfig readEncode() {
        String name = settings.get(ConfigKeys.NAME);
        EncodeConfig.NumberForm bigint = settings.get(ConfigKeys.PUBLISH_BIGINT);
        EncodeConfig.NumberForm decimal = settings.get(ConfigKeys.PUBLISH_DECIMAL);
        EncodeConfig.BinaryForm binary = settings.get(ConfigKeys.PUBLISH_BINARY);
        EncodeConfig.ZeroDateForm zeroDates = settings.get(ConfigKeys.PUBLISH_ZERO_DATES);
        return settings.hasProblems() ? null : new EncodeConfig(name, bigint, decimal, binary, zeroDates);
    }

    private <T> T checked(T value) {
        settings.check();
        return value;
    }
}
