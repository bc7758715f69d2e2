package com.passkit.cdc.snapshot.catalog;

import java.time.Duration;
import java.util.List;

import com.passkit.cdc.protocol.client.ServerInfo;

/** Judges the version and the settings of a server. Asks it nothing. */
final class SettingsCheck {

    /** Shorter retention than a long weekend costs a new snapshot when nobody looks. */
    private static final Duration SHORT_RETENTION = Duration.ofDays(3);

    private final ServerInfo server;
    private final ServerSettings settings;
    private final Findings findings = new Findings();

    SettingsCheck(ServerInfo server, ServerSettings settings) {
        this.server = server;
        this.settings = settings;
    }

    /** @return what stands in the way of a run, or does not */
    List<Preflight.Finding> requirements() {
        version();
        logBin();
        format();
        image();
        sourceServerId();
        return findings.list();
    }

    /** @return what does not stop a run but should be known */
    List<Preflight.Finding> recommendations() {
        Findings own = new Findings();
        if (server.isMariaDb()) {
            strictMode(own);
        } else {
            gtid(own);
        }
        compression(own);
        valueOptions(own);
        metadata(own);
        retention(own);
        return own.list();
    }

    private void version() {
        String message = (server.isMariaDb() ? "MariaDB " : "MySQL ") + server.versionText();
        String oldest = server.isMariaDb() ? "10.5" : "5.6";
        if (!(server.isMariaDb() ? server.isAtLeast(10, 5, 0) : server.isAtLeast(5, 6, 0))) {
            findings.failure("version", message + " (expected: " + oldest + " or later)", "upgrade the server");
        } else {
            findings.ok("version", message);
        }
    }

    private void logBin() {
        if (settings.isOn(ServerSettings.LOG_BIN)) {
            findings.ok(ServerSettings.LOG_BIN, "ON");
        } else {
            findings.failure(ServerSettings.LOG_BIN, "OFF (expected: ON)",
                "in the server's configuration: log_bin=binlog and server_id=1, then restart it");
        }
    }

    private void format() {
        expect(ServerSettings.BINLOG_FORMAT, "ROW");
    }

    private void image() {
        expect(ServerSettings.BINLOG_ROW_IMAGE, "FULL");
    }

    private void expect(String name, String value) {
        if (!settings.has(name)) {
            findings.ok(name, value + ", the only one this version has");
        } else if (value.equals(settings.get(name))) {
            findings.ok(name, value);
        } else {
            findings.failure(name, settings.get(name) + " (expected: " + value + ')',
                set(name, '\'' + value + '\'', value) + "; sessions that are open keep their own: end them");
        }
    }

    private void sourceServerId() {
        long id = settings.number(ServerSettings.SERVER_ID);
        if (id > 0) {
            findings.ok(ServerSettings.SERVER_ID, Long.toString(id));
        } else {
            findings.failure(ServerSettings.SERVER_ID, "0 (expected: a number of its own, 1 to 4294967295)",
                set(ServerSettings.SERVER_ID, "1", "1"));
        }
    }

    /** Differences are applied to the document before, which a full image has. */
    private void valueOptions(Findings own) {
        boolean isPartial = settings.get(ServerSettings.BINLOG_ROW_VALUE_OPTIONS).contains("PARTIAL_JSON");
        own.ok(ServerSettings.BINLOG_ROW_VALUE_OPTIONS, isPartial ? "PARTIAL_JSON" : "whole values");
    }

    /** MariaDB has GTIDs always; whether their order is the same on each server, this setting promises. */
    private void strictMode(Findings own) {
        if (settings.isOn(ServerSettings.GTID_STRICT_MODE)) {
            own.ok(ServerSettings.GTID_STRICT_MODE, "ON");
        } else {
            own.warning(ServerSettings.GTID_STRICT_MODE, "OFF (recommended: ON: the server then refuses what would give"
                + " two servers different transactions of one number)",
                set(ServerSettings.GTID_STRICT_MODE, "ON", "ON"));
        }
    }

    private void gtid(Findings own) {
        String mode = settings.get(ServerSettings.GTID_MODE);
        if ("ON".equals(mode)) {
            own.ok(ServerSettings.GTID_MODE, "ON");
        } else {
            own.warning(ServerSettings.GTID_MODE, (mode.isEmpty() ? "OFF" : mode)
                + " (recommended: ON: without GTIDs a position is only good for this very server)", gtidRemedy());
        }
        String enforced = settings.get(ServerSettings.ENFORCE_GTID_CONSISTENCY);
        if (settings.isOn(ServerSettings.ENFORCE_GTID_CONSISTENCY)) {
            own.ok(ServerSettings.ENFORCE_GTID_CONSISTENCY, "ON");
        } else {
            own.warning(ServerSettings.ENFORCE_GTID_CONSISTENCY,
                (enforced.isEmpty() ? "OFF" : enforced) + " (recommended: ON, for gtid_mode)",
                server.isAtLeast(5, 7, 6) ? set(ServerSettings.ENFORCE_GTID_CONSISTENCY, "ON", "ON")
                    : "enforce_gtid_consistency=ON in the server's configuration, then restart it");
        }
    }

    private String gtidRemedy() {
        if (!server.isAtLeast(5, 7, 6)) {
            return "gtid_mode=ON, enforce_gtid_consistency=ON and log_slave_updates in the server's configuration,"
                + " then restart it";
        }
        return "SET GLOBAL enforce_gtid_consistency = ON; SET GLOBAL gtid_mode = OFF_PERMISSIVE;"
            + " SET GLOBAL gtid_mode = ON_PERMISSIVE; SET GLOBAL gtid_mode = ON;"
            + " and gtid_mode=ON, enforce_gtid_consistency=ON in the server's configuration";
    }

    /** Both are read; it is worth knowing that unpacking is done by the connector then. */
    private void compression(Findings own) {
        if (settings.has(ServerSettings.BINLOG_TRANSACTION_COMPRESSION)) {
            own.ok(ServerSettings.BINLOG_TRANSACTION_COMPRESSION,
                settings.isOn(ServerSettings.BINLOG_TRANSACTION_COMPRESSION) ? "ON" : "OFF");
        }
        if (settings.has(ServerSettings.LOG_BIN_COMPRESS)) {
            own.ok(ServerSettings.LOG_BIN_COMPRESS, settings.isOn(ServerSettings.LOG_BIN_COMPRESS) ? "ON" : "OFF");
        }
    }

    private void metadata(Findings own) {
        if (!settings.has(ServerSettings.BINLOG_ROW_METADATA)) {
            own.ok(ServerSettings.BINLOG_ROW_METADATA,
                "not known to this server: definitions come from information_schema and follow the statements in the"
                    + " log");
        } else if ("FULL".equals(settings.get(ServerSettings.BINLOG_ROW_METADATA))) {
            own.ok(ServerSettings.BINLOG_ROW_METADATA, "FULL");
        } else {
            own.warning(ServerSettings.BINLOG_ROW_METADATA,
                settings.get(ServerSettings.BINLOG_ROW_METADATA)
                    + " (recommended: FULL: names, signs, labels and keys then travel with the changes, so that no"
                    + " definition statement has to be understood, whatever is altered)",
                set(ServerSettings.BINLOG_ROW_METADATA, "'FULL'", "FULL"));
        }
    }

    private void retention(Findings own) {
        long seconds = retentionSeconds();
        if (seconds == 0) {
            own.ok("retention", "kept until someone purges it");
        } else if (seconds >= SHORT_RETENTION.toSeconds()) {
            own.ok("retention", "kept for " + hours(seconds));
        } else {
            own.warning("retention", "kept for " + hours(seconds) + " (recommended: "
                + hours(SHORT_RETENTION.toSeconds()) + " or more: a longer stop of the connector costs a new snapshot)",
                settings.has(ServerSettings.BINLOG_EXPIRE_LOGS_SECONDS)
                    ? set(ServerSettings.BINLOG_EXPIRE_LOGS_SECONDS, "604800", "604800")
                    : set(ServerSettings.EXPIRE_LOGS_DAYS, "7", "7"));
        }
    }

    /** @return 0 for no end; expire_logs_days counts where the newer setting is 0 or unknown */
    private long retentionSeconds() {
        if (settings.has(ServerSettings.BINLOG_EXPIRE_LOGS_AUTO_PURGE)
            && !settings.isOn(ServerSettings.BINLOG_EXPIRE_LOGS_AUTO_PURGE)) {
            return 0;
        }
        long seconds = settings.number(ServerSettings.BINLOG_EXPIRE_LOGS_SECONDS);
        return seconds > 0 ? seconds : Math.round(
            settings.decimal(ServerSettings.EXPIRE_LOGS_DAYS) * Duration.ofDays(1).toSeconds());
    }

    private static String hours(long seconds) {
        return seconds < 7200 ? seconds / 60 + " min" : seconds / 3600 + " h";
    }

    private String set(String name, String sqlValue, String fileValue) {
        return server.isMySqlAtLeast(8, 0, 0) ? "SET PERSIST " + name + " = " + sqlValue + ';'
            : "SET GLOBAL " + name + " = " + sqlValue + "; and " + name + '=' + fileValue
                + " in the server's configuration";
    }
}
