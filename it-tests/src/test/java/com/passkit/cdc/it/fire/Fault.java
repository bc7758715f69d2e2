package com.passkit.cdc.it.fire;

import java.util.Random;

/**
 * One way in which something fails, and is mended again. Threading: the thread of its {@link FaultLane}, and that of
 * what it spoils.
 */
interface Fault {

    /** @return what it is, for the report */
    String name();

    /** Something breaks. */
    void begin(Random random) throws Exception;

    /** It works again, where it does not by itself. Called whatever became of {@link #begin}. */
    default void end() throws Exception {
    }

    /** @return how long it lasts at the most */
    default long lastsMs() {
        return 1_500;
    }
}
