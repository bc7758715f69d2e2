package com.passkit.cdc.runtime.source;

import com.passkit.cdc.protocol.error.MalformedPacketException;
import com.passkit.cdc.protocol.error.MySqlException;

/** Takes out of an error what it shows of a row, where values of rows are hidden. Threading: any thread. */
final class HiddenValues {

    private HiddenValues() {
    }

    /** @return the same error; where bytes of a row could stand in it, without them and without its causes */
    static MySqlException of(MySqlException error) {
        for (Throwable cause = error; cause != null; cause = cause.getCause()) {
            if (cause instanceof MalformedPacketException malformed) {
                MalformedPacketException hidden = malformed.withoutValues();
                return error == malformed ? hidden : new MySqlException(error.recovery(), hidden.getMessage());
            }
        }
        return error;
    }
}
