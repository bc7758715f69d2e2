package com.passkit.cdc.protocol.position;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The algebra of positions against a table of the last sequence of each domain. */
class MariaDbGtidSetFuzzTest {

    private static final int TRIES = 1000;
    private static final String SEED = "20261123";
    private static final int DOMAIN_COUNT = 5;

    /** One server, so that the later of two is the larger sequence. */
    @Provide
    Arbitrary<List<MariaDbGtid>> gtids() {
        Arbitrary<Long> domains = Arbitraries.longs().between(0, DOMAIN_COUNT - 1);
        Arbitrary<Long> sequences = Arbitraries.oneOf(Arbitraries.longs().between(0, 12), Arbitraries.of(-1L, -2L,
            Long.MAX_VALUE, Long.MIN_VALUE));
        return Combinators.combine(domains, sequences).as((domain, sequence) -> new MariaDbGtid(domain, 1, sequence))
            .list().ofMaxSize(8);
    }

    private static MariaDbGtidSet united(List<MariaDbGtid> gtids) {
        MariaDbGtidSet set = new MariaDbGtidSet();
        for (MariaDbGtid gtid : gtids) {
            set = set.union(MariaDbGtidSet.behind(List.of(gtid)));
        }
        return set;
    }

    private static Map<Long, Long> model(List<MariaDbGtid> gtids) {
        Map<Long, Long> model = new HashMap<>();
        gtids.forEach(gtid -> model.merge(gtid.domainId(), gtid.sequence(), MariaDbGtidSetFuzzTest::later));
        return model;
    }

    private static long later(long a, long b) {
        return Long.compareUnsigned(a, b) >= 0 ? a : b;
    }

    private static void assertDomains(MariaDbGtidSet actual, Map<Long, Long> expected) {
        Map<Long, Long> domains = new HashMap<>();
        actual.gtids().forEach(gtid -> domains.put(gtid.domainId(), gtid.sequence()));
        assertThat(domains).isEqualTo(expected);
    }

    @Property(tries = TRIES, seed = SEED)
    void shouldCombineLikeIntervalsThatBeginAtTheBeginning(
        @ForAll("gtids") List<MariaDbGtid> left, @ForAll("gtids") List<MariaDbGtid> right) {
        MariaDbGtidSet a = united(left);
        MariaDbGtidSet b = united(right);
        Map<Long, Long> inA = model(left);
        Map<Long, Long> inB = model(right);
        Map<Long, Long> union = new HashMap<>(inA);
        inB.forEach((domain, sequence) -> union.merge(domain, sequence, MariaDbGtidSetFuzzTest::later));
        Map<Long, Long> both = new HashMap<>();
        Map<Long, Long> ahead = new HashMap<>();
        inA.forEach((domain, sequence) -> {
            Long other = inB.get(domain);
            boolean isAhead = other == null || Long.compareUnsigned(sequence, other) > 0;
            if (isAhead) {
                ahead.put(domain, sequence);
            }
            if (other != null) {
                both.put(domain, isAhead ? other : sequence);
            }
        });

        assertDomains(a, inA);
        assertDomains(a.union(b), union);
        assertDomains(a.intersect(b), both);
        assertDomains(a.minus(b), ahead);
        assertThat(a.containsAll(b)).isEqualTo(a.union(b).equals(a)).isEqualTo(b.minus(a).isEmpty());
        assertThat(a.minus(b).union(b)).isEqualTo(a.union(b)).isEqualTo(b.union(a));
        assertThat(a.intersect(b)).isEqualTo(b.intersect(a));
        assertThat(a.union(b).containsAll(a) && a.containsAll(a.intersect(b))).isTrue();
        right.forEach(gtid -> assertThat(a.contains(gtid)).isEqualTo(inA.containsKey(gtid.domainId())
            && later(inA.get(gtid.domainId()), gtid.sequence()) == inA.get(gtid.domainId())));
    }

    @Property(tries = TRIES, seed = SEED)
    void shouldReadWhatItPrintsAndKeepItsCopyApart(@ForAll("gtids") List<MariaDbGtid> gtids) {
        MariaDbGtidSet set = MariaDbGtidSet.behind(gtids);
        MariaDbGtidSet copy = set.copy();
        assertThat(MariaDbGtidSet.parse(set.toString())).isEqualTo(set).hasSameHashCodeAs(set).isEqualTo(copy);
        assertThat(BinlogPosition.parse(new BinlogPosition.BehindMariaDbGtids(set).toString()))
            .isEqualTo(new BinlogPosition.BehindMariaDbGtids(set));
        copy.advance(new MariaDbGtid(DOMAIN_COUNT, 1, 1));
        assertThat(set.last(DOMAIN_COUNT)).isNull();
        gtids.forEach(gtid -> assertThat(set.last(gtid.domainId()))
            .isEqualTo(gtids.stream().filter(other -> other.domainId() == gtid.domainId()).reduce((a, b) -> b).get()));
    }
}
