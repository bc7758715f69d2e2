package com.passkit.cdc.it.fire;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

import com.passkit.cdc.it.harness.Passage;

/** What can happen to connections on their way. */
final class WireFaults {

    /** A handshake of TLS, whose damage may look like a wrong certificate, ends within so many bytes. */
    private static final long HANDSHAKE_LENGTH = 10_000;

    private WireFaults() {
    }

    /**
     * @param damage what can be damaged so that the one who reads notices
     */
    static List<Fault> of(Way way, Damage damage) {
        List<Fault> faults = new ArrayList<>(List.of(new Cut(way), new CutInside(way),
            new Stall(way), new Delay(way), new Throttle(way),
            new Fragments(way)));
        if (damage != Damage.NONE) {
            faults.add(new Corruption(way, damage));
        }
        return faults;
    }

    /** What of the bytes on a way can be damaged so that whoever reads them notices. */
    enum Damage {
        /** Nothing. */
        NONE,
        /** Events of a binary log, which carry a checksum. */
        EVENTS,
        /** All of an encrypted connection behind its handshake. */
        ENCRYPTED
    }

    /** Every connection is closed. */
    private record Cut(Way way) implements Fault {

        @Override
        public String name() {
            return way.name() + " cut";
        }

        @Override
        public void begin(Random random) {
            way.cut();
        }

        @Override
        public long lastsMs() {
            return 50;
        }
    }

    /** Both ends stay open and nothing passes on the connections of now. */
    private record Stall(Way way) implements Fault {

        @Override
        public String name() {
            return way.name() + " stalled";
        }

        @Override
        public void begin(Random random) {
            way.stall();
        }

        @Override
        public long lastsMs() {
            return 2_000;
        }
    }

    /** What passes is not as it was, until it is over. */
    private interface Spoiled extends Fault {

        Way way();

        @Override
        default void end() {
            way().pass(Passage.CLEAR);
        }
    }

    /** The next connections to carry anything are closed somewhere in the middle of it. */
    private record CutInside(Way way) implements Spoiled {

        @Override
        public String name() {
            return way.name() + " cut inside";
        }

        @Override
        public void begin(Random random) {
            AtomicLong left = new AtomicLong(random.nextInt(200_000));
            way.pass((chunk, out) -> {
                long before = left.getAndAdd(-chunk.length());
                int count = (int) Math.max(0, Math.min(chunk.length(), before));
                out.write(chunk.bytes(), 0, count);
                boolean isCut = before <= chunk.length();
                if (isCut) {
                    left.set(random.nextInt(200_000));
                }
                return !isCut;
            });
        }
    }

    /** Whatever comes waits first. */
    private record Delay(Way way) implements Spoiled {

        @Override
        public String name() {
            return way.name() + " delayed";
        }

        @Override
        public void begin(Random random) {
            long boundNs = (1 + random.nextInt(150)) * 1_000_000L;
            way.pass((chunk, out) -> {
                LockSupport.parkNanos(random.nextLong(boundNs));
                return Passage.CLEAR.pass(chunk, out);
            });
        }
    }

    /** So many bytes a second and no more. */
    private record Throttle(Way way) implements Spoiled {

        @Override
        public String name() {
            return way.name() + " throttled";
        }

        @Override
        public void begin(Random random) {
            long bytesPerSecond = 5_000L << random.nextInt(6);
            way.pass((chunk, out) -> {
                LockSupport.parkNanos(chunk.length() * 1_000_000_000L / bytesPerSecond);
                return Passage.CLEAR.pass(chunk, out);
            });
        }
    }

    /** Bytes come in small pieces. */
    private record Fragments(Way way) implements Spoiled {

        @Override
        public String name() {
            return way.name() + " fragmented";
        }

        @Override
        public void begin(Random random) {
            way.pass((chunk, out) -> {
                int done = 0;
                while (done < chunk.length()) {
                    int count = Math.min(chunk.length() - done, 1 + random.nextInt(random.nextBoolean() ? 3 : 200));
                    out.write(chunk.bytes(), done, count);
                    out.flush();
                    done += count;
                }
                return true;
            });
        }
    }

    /** One byte is another one. */
    private record Corruption(Way way, Damage damage) implements Spoiled {

        @Override
        public String name() {
            return way.name() + " corrupted";
        }

        @Override
        public void begin(Random random) {
            AtomicBoolean isDone = new AtomicBoolean();
            way.pass((chunk, out) -> {
                int index = random.nextInt(chunk.length());
                if (mayDamage(chunk, index) && isDone.compareAndSet(false, true)) {
                    chunk.bytes()[index] ^= (byte) (1 + random.nextInt(255));
                }
                return Passage.CLEAR.pass(chunk, out);
            });
        }

        private boolean mayDamage(Passage.Chunk chunk, int index) {
            return switch (damage) {
                case NONE -> false;
                case EVENTS -> chunk.isDown() && chunk.dump().isEvent(index);
                case ENCRYPTED -> chunk.before() > HANDSHAKE_LENGTH;
            };
        }
    }
}
