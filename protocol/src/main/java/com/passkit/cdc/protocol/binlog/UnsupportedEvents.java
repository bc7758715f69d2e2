package com.passkit.cdc.protocol.binlog;

import com.passkit.cdc.protocol.binlog.event.EventType;

/** What to change on the server, for events that may carry rows and are not read. */
final class UnsupportedEvents {

    private UnsupportedEvents() {
    }

    static String remedy(EventType type) {
        return switch (type) {
            case MARIADB_QUERY_COMPRESSED, MARIADB_WRITE_ROWS_COMPRESSED_V1, MARIADB_UPDATE_ROWS_COMPRESSED_V1,
                MARIADB_DELETE_ROWS_COMPRESSED_V1, MARIADB_WRITE_ROWS_COMPRESSED, MARIADB_UPDATE_ROWS_COMPRESSED,
                MARIADB_DELETE_ROWS_COMPRESSED -> "compressed events of MariaDB cannot be read "
                    + "(set log_bin_compress=OFF on the server)";
            case MARIADB_START_ENCRYPTION -> "the file is encrypted "
                + "(read it from the server, or set encrypt_binlog=OFF there)";
            case INCIDENT -> "the server lost changes here, and says so: its tables and its binlog differ "
                + "(take a new snapshot)";
            case START_V3, PRE_GA_WRITE_ROWS, PRE_GA_UPDATE_ROWS, PRE_GA_DELETE_ROWS -> "written by a server before "
                + "MySQL 5.1, which is not supported (upgrade the server)";
            default -> "of a later server, not known here and not marked as ignorable: it may carry rows "
                + "(use a server version that this release supports)";
        };
    }
}
