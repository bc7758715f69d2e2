package com.passkit.cdc.protocol.position;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** The set algebra against sets of single GTIDs, over few sources and small numbers, so that intervals meet. */
class GtidSetFuzzTest {

    private static final int TRIES = 1000;
    private static final String SEED = "20261123";

    @Provide
    Arbitrary<List<Gtid>> gtids() {
        Arbitrary<UUID> sources = Arbitraries.of(new UUID(1, 2), new UUID(-1, 2), new UUID(1, -2));
        Arbitrary<String> tags = Arbitraries.of("", "", "a", "b_1");
        Arbitrary<Long> numbers = Arbitraries.longs().between(1, 25);
        return Combinators.combine(sources, tags, numbers).as(Gtid::new).list().ofMaxSize(70);
    }

    private static GtidSet setOf(Iterable<Gtid> gtids) {
        GtidSet set = new GtidSet();
        gtids.forEach(set::add);
        return set;
    }

    /** Has the same members, and the same text as one built from the members: intervals neither touch nor overlap. */
    private static void assertMembers(GtidSet actual, Set<Gtid> expected) {
        GtidSet rebuilt = setOf(expected);
        assertThat(actual).isEqualTo(rebuilt).hasSameHashCodeAs(rebuilt).hasToString(rebuilt.toString());
        assertThat(actual.isEmpty()).isEqualTo(expected.isEmpty());
    }

    @Property(tries = TRIES, seed = SEED)
    void shouldAddLikeASet(@ForAll("gtids") List<Gtid> gtids) {
        GtidSet set = new GtidSet();
        Set<Gtid> model = new HashSet<>();
        for (Gtid gtid : gtids) {
            assertThat(set.contains(gtid)).isEqualTo(model.contains(gtid));
            assertThat(set.add(gtid)).isEqualTo(model.add(gtid));
            assertThat(set.contains(gtid)).isTrue();
        }
        assertMembers(set, model);
        assertMembers(set.copy(), model);
    }

    @Property(tries = TRIES, seed = SEED)
    void shouldCombineLikeSets(@ForAll("gtids") List<Gtid> left, @ForAll("gtids") List<Gtid> right) {
        Set<Gtid> union = new HashSet<>(left);
        union.addAll(right);
        Set<Gtid> both = new HashSet<>(left);
        both.retainAll(new HashSet<>(right));
        Set<Gtid> difference = new HashSet<>(left);
        difference.removeAll(new HashSet<>(right));
        GtidSet a = setOf(left);
        GtidSet b = setOf(right);
        GtidSet sum = a.copy();
        sum.addAll(b);

        assertMembers(sum, union);
        assertMembers(a.intersect(b), both);
        assertMembers(a.minus(b), difference);
        assertMembers(a, new HashSet<>(left));
        assertThat(a.containsAll(b)).isEqualTo(new HashSet<>(left).containsAll(right));
        assertThat(sum.containsAll(a) && sum.containsAll(b) && a.containsAll(a.intersect(b))).isTrue();
        for (Gtid gtid : union) {
            assertThat(a.minus(b).contains(gtid)).isEqualTo(difference.contains(gtid));
            assertThat(a.intersect(b).contains(gtid)).isEqualTo(both.contains(gtid));
        }
    }

    @Property(tries = TRIES, seed = SEED)
    void shouldReadWhatItWrites(@ForAll("gtids") List<Gtid> gtids) {
        GtidSet set = setOf(gtids);
        ByteBuf out = Unpooled.buffer().writeByte(0xff);
        set.encode(out);
        assertThat(GtidSet.decode(out, 1, out.writerIndex() - 1)).isEqualTo(set);
        assertThat(GtidSet.parse(set.toString())).isEqualTo(set);
    }
}
