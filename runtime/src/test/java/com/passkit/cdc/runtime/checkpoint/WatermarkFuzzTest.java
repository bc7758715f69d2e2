package com.passkit.cdc.runtime.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

import com.passkit.cdc.protocol.position.Gtid;
import com.passkit.cdc.protocol.position.GtidSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/**
 * Against a model that is slow and plain: a commit may be published when every batch that was opened before it is
 * acknowledged, and must be then.
 */
class WatermarkFuzzTest {

    private static final UUID SOURCE = UUID.fromString("3e11fa47-71ca-11e1-9e33-c80aa9429562");
    private static final int OPEN = 0;
    private static final int COMMIT = 1;

    @Property
    void shouldPublishExactlyWhatIsAcknowledged(@ForAll @Size(max = 200) List<@IntRange(max = 1000) Integer> steps) {
        Watermark watermark = new Watermark();
        watermark.startAt(new Checkpoint("f", 4, "", "s"));
        List<Long> unacknowledged = new ArrayList<>();
        List<long[]> commits = new ArrayList<>();
        long opened = 0;
        for (int step : steps) {
            switch (step % 3) {
                case OPEN -> {
                    opened = watermark.onOpened();
                    unacknowledged.add(opened);
                }
                case COMMIT -> {
                    long number = commits.size() + 1;
                    commits.add(new long[] {opened, number});
                    watermark.onCommit("f", 4 + number, Gtid.of(SOURCE, number));
                }
                default -> {
                    if (!unacknowledged.isEmpty()) {
                        watermark.onAcknowledged(unacknowledged.remove(step / 3 % unacknowledged.size()));
                    }
                }
            }
            assertPublished(watermark, commits, unacknowledged);
        }
    }

    private static void assertPublished(Watermark watermark, List<long[]> commits, List<Long> unacknowledged) {
        long oldest = unacknowledged.stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
        GtidSet expected = GtidSet.parse("");
        long offset = 4;
        for (long[] commit : commits) {
            if (commit[0] < oldest) {
                expected.add(Gtid.of(SOURCE, commit[1]));
                offset = 4 + commit[1];
            }
        }
        assertThat(watermark.published()).isEqualTo(new Checkpoint("f", offset, expected.toString(), "s"));
    }
}
