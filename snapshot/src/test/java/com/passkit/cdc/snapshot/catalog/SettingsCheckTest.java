package com.passkit.cdc.snapshot.catalog;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.passkit.cdc.protocol.client.ServerInfo;

import static org.assertj.core.api.Assertions.assertThat;

class SettingsCheckTest {

    private static final ServerInfo MYSQL_57 = new ServerInfo("5.7.22-log", false, 5, 7, 22, 1, false);
    private static final ServerInfo MARIADB =
        new ServerInfo("5.5.5-10.11.6-MariaDB", true, 10, 11, 6, 1, false);
    private static final ServerInfo MYSQL_80 = new ServerInfo("8.0.40", false, 8, 0, 40, 1, false);

    private static Map<String, String> good() {
        return new HashMap<>(Map.of("log_bin", "1", "binlog_format", "ROW", "binlog_row_image", "FULL",
            "binlog_row_metadata", "FULL", "binlog_row_value_options", "", "binlog_transaction_compression", "0",
            "server_id", "7", "gtid_mode", "ON", "enforce_gtid_consistency", "ON",
            "binlog_expire_logs_seconds", "2592000"));
    }

    @Test
    void shouldFindNothingWrong() {
        Map<String, String> values = good();
        values.put("binlog_transaction_compression", "1");
        values.put("binlog_row_value_options", "PARTIAL_JSON");
        SettingsCheck check = new SettingsCheck(MYSQL_80, new ServerSettings(values));

        assertThat(check.requirements()).isNotEmpty().allMatch(f -> f.level() == Preflight.Level.OK);
        assertThat(check.recommendations()).isNotEmpty().allMatch(f -> f.level() == Preflight.Level.OK);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "log_bin                        | 0            | in the server's configuration: log_bin=binlog",
        "binlog_format                  | STATEMENT    | SET PERSIST binlog_format = 'ROW';",
        "binlog_format                  | MIXED        | SET PERSIST binlog_format = 'ROW';",
        "binlog_row_image               | minimal      | SET PERSIST binlog_row_image = 'FULL';",
        "server_id                      | 0            | SET PERSIST server_id = 1;",
    })
    void shouldRefuseWhatCannotBeRead(String name, String value, String remedy) {
        Map<String, String> values = good();
        values.put(name, value);

        List<Preflight.Finding> failures = new SettingsCheck(MYSQL_80, new ServerSettings(values)).requirements()
            .stream().filter(f -> f.level() != Preflight.Level.OK).toList();

        assertThat(failures).singleElement().satisfies(failure -> {
            assertThat(failure.level()).isEqualTo(Preflight.Level.FAILURE);
            assertThat(failure.id()).isEqualTo(name);
            assertThat(failure.message()).contains("expected: ");
            assertThat(failure.remedy()).startsWith(remedy);
        });
    }

    @Test
    void shouldNameTheFileWhereSettingsDoNotPersist() {
        Map<String, String> values = good();
        values.put("binlog_format", "MIXED");

        assertThat(new SettingsCheck(MYSQL_57, new ServerSettings(values)).requirements())
            .anySatisfy(f -> assertThat(f.remedy()).startsWith(
                "SET GLOBAL binlog_format = 'ROW'; and binlog_format=ROW in the server's configuration"));
    }

    @Test
    void shouldRefuseOldServers() {
        ServerInfo mariaDb = new ServerInfo("5.5.5-10.4.34-MariaDB", true, 10, 4, 34, 1, false);
        ServerInfo old = new ServerInfo("5.5.62", false, 5, 5, 62, 1, false);

        for (ServerInfo server : List.of(mariaDb, old)) {
            assertThat(new SettingsCheck(server, new ServerSettings(good())).requirements())
                .anyMatch(f -> "version".equals(f.id()) && f.level() == Preflight.Level.FAILURE);
        }
    }

    @Test
    void shouldJudgeMariaDbByWhatItHas() {
        Map<String, String> values = new HashMap<>(Map.of("log_bin", "1", "binlog_format", "ROW", "binlog_row_image",
            "FULL", "server_id", "7", "binlog_row_metadata", "NO_LOG", "log_bin_compress", "1", "gtid_strict_mode",
            "0", "binlog_expire_logs_seconds", "0", "expire_logs_days", "1.500000"));

        assertThat(new SettingsCheck(MARIADB, new ServerSettings(values)).requirements())
            .allMatch(f -> f.level() == Preflight.Level.OK);
        assertThat(new SettingsCheck(MARIADB, new ServerSettings(values)).recommendations())
            .filteredOn(f -> f.level() == Preflight.Level.WARNING).extracting(Preflight.Finding::id)
            .containsExactly("gtid_strict_mode", "binlog_row_metadata", "retention");
        values.put("binlog_format", "MIXED");
        assertThat(new SettingsCheck(MARIADB, new ServerSettings(values)).requirements())
            .filteredOn(f -> f.level() == Preflight.Level.FAILURE).singleElement()
            .satisfies(f -> assertThat(f.remedy()).startsWith("SET GLOBAL binlog_format = 'ROW'; and"));
    }

    @ParameterizedTest
    @CsvSource({
        "0,0,1,OK", "0,2,1,WARNING", "0,7,1,OK", "3600,0,1,WARNING", "3600,0,0,OK",
        "259200,0,1,OK", "259199,9,1,WARNING"
    })
    void shouldJudgeRetention(String seconds, String days, String autoPurge, Preflight.Level expected) {
        Map<String, String> values = good();
        values.put("binlog_expire_logs_seconds", seconds);
        values.put("expire_logs_days", days);
        values.put("binlog_expire_logs_auto_purge", autoPurge);

        assertThat(new SettingsCheck(MYSQL_80, new ServerSettings(values)).recommendations())
            .filteredOn(f -> "retention".equals(f.id())).singleElement()
            .satisfies(f -> assertThat(f.level()).isEqualTo(expected));
    }

    @Test
    void shouldWarnOfMissingGtidsAndMetadata() {
        Map<String, String> values = good();
        values.put("gtid_mode", "OFF_PERMISSIVE");
        values.put("enforce_gtid_consistency", "OFF");
        values.put("binlog_row_metadata", "MINIMAL");

        assertThat(new SettingsCheck(MYSQL_80, new ServerSettings(values)).recommendations())
            .filteredOn(f -> f.level() == Preflight.Level.WARNING)
            .extracting(Preflight.Finding::id)
            .containsExactly("gtid_mode", "enforce_gtid_consistency", "binlog_row_metadata");
    }
}
