package com.passkit.cdc.cli.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/**
 * What happens in the demo's database. Knows which records exist, so that each statement changes exactly one row.
 * Threading: one thread at a time.
 */
final class LoyaltyWorkload {

    static final int SEED_COUNT = 12;

    private static final int MAX_RECORDS = 36;
    private static final List<String> FIRST = List.of("Ada", "Grace", "Linus", "Margaret", "Alan", "Katherine",
        "Edsger", "Barbara", "Dennis", "Radia", "Donald", "Frances", "Niklaus", "Hedy", "Tim", "Mary");
    private static final List<String> LAST = List.of("Okafor", "Lindqvist", "Moreau", "Tanaka", "Silva", "Novak",
        "Rossi", "Haddad", "Kowalski", "Jensen", "García", "Müller", "O'Brien", "Dubois", "Ivanova", "Sato");
    private static final List<String> TIERS = List.of("Bronze", "Silver", "Gold", "Platinum");
    private static final List<String> OFFERS = List.of("Coffee and cake", "Second pair", "Weekend spa", "Bike service",
        "Museum entry", "Lunch menu", "Cinema night", "Garden tools");
    private static final List<String> EVENTS = List.of("Jazz in the Park", "Harbour Lights", "City Derby",
        "Opera Gala", "Winter Market", "Film Premiere");

    private final Random random;
    private final List<Integer> members = new ArrayList<>();
    private final List<Integer> coupons = new ArrayList<>();
    private final List<String> tickets = new ArrayList<>();
    private int nextMember = 1001;
    private int nextCoupon = 1;
    private int nextTicket = 1;

    LoyaltyWorkload(long seed) {
        this.random = new Random(seed);
    }

    /** @return what is there before the connector starts */
    List<String> seed() {
        List<String> statements = new ArrayList<>();
        for (int i = 0; i < SEED_COUNT; i++) {
            statements.add(newMember());
            statements.add(newCoupon());
            statements.add(newTicket());
        }
        return statements;
    }

    /**
     * @return the statements of the next transaction, each changing one row; more than one of them belong together
     */
    List<String> next() {
        int choice = random.nextInt(100);
        if (choice < 10 && members.size() < MAX_RECORDS && coupons.size() < MAX_RECORDS) {
            return List.of(newMember(), newCoupon());
        }
        if (choice < 16 && coupons.size() < MAX_RECORDS) {
            return List.of(newCoupon());
        }
        if (choice < 24 && tickets.size() < MAX_RECORDS) {
            return List.of(newTicket());
        }
        if (choice < 34) {
            return removal();
        }
        if (choice < 58) {
            return List.of(purchase());
        }
        if (choice < 70) {
            return List.of("UPDATE loyalty.members SET points = points + 250, tier = '" + pick(TIERS)
                + "' WHERE id = " + pick(members), purchase());
        }
        if (choice < 86) {
            return List.of("UPDATE loyalty.coupons SET redemptions = redemptions + 1 WHERE id = " + pick(coupons));
        }
        // The price makes the statement change the row even when the status stays.
        return List.of("UPDATE loyalty.tickets SET price = price + 0.50, status = '"
            + pick(List.of("checked in", "booked", "refunded")) + "' WHERE code = '" + pick(tickets) + '\'');
    }

    private List<String> removal() {
        if (tickets.size() > SEED_COUNT / 2 && random.nextBoolean()) {
            return List.of("DELETE FROM loyalty.tickets WHERE code = '" + take(tickets) + '\'');
        }
        if (coupons.size() > SEED_COUNT / 2 && random.nextBoolean()) {
            return List.of("DELETE FROM loyalty.coupons WHERE id = " + take(coupons));
        }
        if (members.size() > SEED_COUNT / 2) {
            return List.of("DELETE FROM loyalty.members WHERE id = " + take(members));
        }
        return List.of(purchase());
    }

    private String newMember() {
        int id = nextMember++;
        members.add(id);
        return String.format(Locale.ROOT, "INSERT INTO loyalty.members (id, name, tier, points, balance, joined)"
            + " VALUES (%d, '%s', '%s', %d, %d.%02d, CURRENT_DATE)", id, name(), pick(TIERS), random.nextInt(500),
            random.nextInt(200), random.nextInt(100));
    }

    private String newCoupon() {
        int id = nextCoupon++;
        coupons.add(id);
        return String.format(Locale.ROOT, "INSERT INTO loyalty.coupons (id, title, member_id, percent_off, valid_until)"
            + " VALUES (%d, '%s', %d, %d, CURRENT_DATE + INTERVAL %d DAY)", id, pick(OFFERS), pick(members),
            5 * (1 + random.nextInt(10)), 7 + random.nextInt(90));
    }

    private String newTicket() {
        String code = String.format(Locale.ROOT, "T%06d", nextTicket++);
        tickets.add(code);
        return String.format(Locale.ROOT, "INSERT INTO loyalty.tickets (code, event, holder, seat, price)"
            + " VALUES ('%s', '%s', '%s', '%c%d', %d.00)", code, pick(EVENTS), name(), 'A' + random.nextInt(20),
            1 + random.nextInt(40), 15 + 5 * random.nextInt(20));
    }

    private String purchase() {
        int points = 5 + random.nextInt(95);
        return String.format(Locale.ROOT, "UPDATE loyalty.members SET points = points + %d,"
            + " balance = balance + %d.%02d, last_visit = NOW(3) WHERE id = %d",
            points, points / 10, random.nextInt(100), pick(members));
    }

    private String name() {
        return (pick(FIRST) + ' ' + pick(LAST)).replace("'", "''");
    }

    private <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    private <T> T take(List<T> list) {
        return list.remove(random.nextInt(list.size()));
    }
}
