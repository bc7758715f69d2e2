package com.passkit.cdc.it.fire;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;

/** What a receiver can do to a connector. */
final class ReceiverFaults {

    private static final DateTimeFormatter HTTP_DATE =
        DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.US);

    private ReceiverFaults() {
    }

    static List<Fault> of(FireReceiver receiver) {
        List<Fault> faults = new ArrayList<>();
        for (int status : new int[] {408, 425, 429, 500, 502, 503}) {
            faults.add(new Mood("receiver answers " + status, receiver, random -> request ->
                random.nextInt(4) == 0 ? Manner.ACCEPT : Manner.refusal(status, retryAfter(random))));
        }
        faults.add(new Mood("receiver takes it and answers 500", receiver, random -> request ->
            new Manner(500, "", true, Manner.Ending.WHOLE, 0)));
        faults.add(new Mood("receiver answers 413", receiver, random -> {
            int most = 1 + random.nextInt(60);
            return request -> request.events().size() > most ? Manner.refusal(413, "") : Manner.ACCEPT;
        }));
        faults.add(new Mood("receiver answers 400 for some", receiver, random -> {
            Predicate<String> bad = bad(random);
            return request -> request.events().stream().anyMatch(bad) ? Manner.refusal(400, "") : Manner.ACCEPT;
        }));
        faults.add(new Mood("receiver takes all but some", receiver, random -> {
            Predicate<String> bad = bad(random);
            return request -> Manner.acceptBut(bad);
        }));
        faults.add(new Mood("receiver answers half", receiver, random -> request ->
            new Manner(200, "", random.nextBoolean(), Manner.Ending.HALF, 0)));
        faults.add(new Mood("receiver closes after reading", receiver, random -> request ->
            new Manner(200, "", random.nextBoolean(), Manner.Ending.CLOSED, 0)));
        faults.add(new Mood("receiver hangs", receiver, random -> request ->
            new Manner(200, "", random.nextBoolean(), Manner.Ending.HANGING, 0)));
        faults.add(new Mood("receiver answers byte by byte", receiver, random -> request ->
            new Manner(200, "", true, Manner.Ending.DRIPPING, 0)));
        faults.add(new Mood("receiver answers late", receiver, random -> request ->
            Manner.ACCEPT.after(random.nextInt(800))));
        faults.add(new Mood("receiver answers twice", receiver, random -> request ->
            new Manner(200, "", true, Manner.Ending.TWICE, random.nextInt(30))));
        return faults;
    }

    /** @return some rows that are written in bulk: what is not delivered breaks the order of no key there */
    private static Predicate<String> bad(Random random) {
        int one = 40 + random.nextInt(200);
        return event -> event.contains("\"table\":\"bulk\"") && Math.floorMod(LongTable.hash(event), one) == 0;
    }

    private static String retryAfter(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> "Retry-After: 1";
            case 1 -> {
                // The clock of the connector may be wrong by days.
                ZonedDateTime now = ZonedDateTime.now(ZoneOffset.UTC);
                yield "Date: " + HTTP_DATE.format(now) + "\r\nRetry-After: " + HTTP_DATE.format(now.plusSeconds(1));
            }
            default -> "";
        };
    }

    /** It meets requests in some way for a while. */
    private record Mood(String name, FireReceiver receiver,
        Function<Random, Function<FireReceiver.Request, Manner>> manners) implements Fault {

        @Override
        public void begin(Random random) {
            receiver.meet(manners.apply(random));
        }

        @Override
        public void end() {
            receiver.behave();
        }
    }
}
