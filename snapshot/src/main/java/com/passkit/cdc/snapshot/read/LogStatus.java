package com.passkit.cdc.snapshot.read;

import java.util.concurrent.CompletableFuture;

import com.passkit.cdc.protocol.client.MySqlConnection;
import com.passkit.cdc.protocol.client.ResultRow;
import com.passkit.cdc.protocol.error.ServerErrorException;
import com.passkit.cdc.snapshot.catalog.Failures;
import com.passkit.cdc.snapshot.catalog.LockRefusedException;

/**
 * The row of {@code performance_schema.log_status}: file, offset and executed GTIDs of one moment.
 *
 * @param file   binary log being written
 * @param offset of the next event in it
 * @param gtids  executed, without white space
 */
record LogStatus(String file, long offset, String gtids) {

    private static final String SQL = "SELECT JSON_UNQUOTE(JSON_EXTRACT(LOCAL, '$.binary_log_file')),"
        + " JSON_EXTRACT(LOCAL, '$.binary_log_position'), JSON_UNQUOTE(JSON_EXTRACT(LOCAL, '$.gtid_executed'))"
        + " FROM performance_schema.log_status";

    static CompletableFuture<LogStatus> read(MySqlConnection connection) {
        return connection.fetch(SQL).handle((rows, error) -> {
            if (error == null) {
                ResultRow row = rows.get(0);
                return new LogStatus(row.get(0), Long.parseLong(row.get(1)), row.get(2).replaceAll("\\s", ""));
            }
            Throwable cause = Failures.cause(error);
            if (cause instanceof ServerErrorException) {
                throw new LockRefusedException("snapshot.lock: performance_schema.log_status cannot be read (expected:"
                    + " GRANT BACKUP_ADMIN ON *.*, and SELECT ON performance_schema.log_status, to the user): "
                    + cause.getMessage(), cause);
            }
            throw cause instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(cause);
        });
    }
}
