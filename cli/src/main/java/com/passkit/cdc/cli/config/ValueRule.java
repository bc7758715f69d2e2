package com.passkit.cdc.cli.config;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * How the value of a key is read.
 *
 * @param <T>      what it becomes
 * @param expected the rule in words, behind {@code expected:} in messages
 * @param reader   returns null where the rule is broken
 */
record ValueRule<T>(String expected, Function<ConfigValue, T> reader) {

    private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h)");
    private static final Pattern SIZE = Pattern.compile("(\\d{1,12})\\s*(B|KiB|MiB|GiB)?");

    static ValueRule<String> text(String expected) {
        return new ValueRule<>(expected, ConfigValue::text);
    }

    static ValueRule<String> text(String expected, Pattern pattern) {
        return ofText(expected, text -> pattern.matcher(text).matches() ? text : null);
    }

    static ValueRule<Long> number(long min, long max) {
        return ofText("a whole number from " + min + " to " + max, text -> {
            if (!text.matches("\\d{1,18}")) {
                return null;
            }
            long value = Long.parseLong(text);
            return value >= min && value <= max ? value : null;
        });
    }

    static ValueRule<Boolean> truth() {
        return ofText("true or false", text -> switch (text) {
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            default -> null;
        });
    }

    static ValueRule<Duration> duration(String min, String max) {
        Duration least = parseDuration(min);
        Duration most = parseDuration(max);
        return ofText("a duration from " + min + " to " + max + ", with its unit: ms, s, m or h", text -> {
            Duration value = parseDuration(text);
            return value == null || value.compareTo(least) < 0 || value.compareTo(most) > 0 ? null : value;
        });
    }

    /** As {@link #duration}, or {@code none}, which is zero. */
    static ValueRule<Duration> durationOrNone(String min, String max) {
        ValueRule<Duration> duration = duration(min, max);
        return new ValueRule<>("none, or " + duration.expected,
            value -> "none".equals(value.text()) ? Duration.ZERO : duration.reader.apply(value));
    }

    static ValueRule<Long> size(String min, String max) {
        long least = parseSize(min);
        long most = parseSize(max);
        return ofText("a size from " + min + " to " + max + ", in bytes or with KiB, MiB or GiB", text -> {
            Long value = parseSize(text);
            return value == null || value < least || value > most ? null : value;
        });
    }

    /** One of the constants of an enum; case does not matter. */
    static <E extends Enum<E>> ValueRule<E> choice(Class<E> type) {
        List<E> constants = Arrays.asList(type.getEnumConstants());
        boolean isShouted = type.getSimpleName().equals("TlsMode");
        String names = constants.stream().map(constant -> isShouted ? constant.name() : written(constant))
            .collect(Collectors.joining(", "));
        return ofText(oneOf(names), text -> constants.stream().filter(constant ->
            constant.name().equalsIgnoreCase(text) || written(constant).equalsIgnoreCase(text)).findFirst()
            .orElse(null));
    }

    /** WHEN_NEEDED is written whenNeeded. */
    private static String written(Enum<?> constant) {
        String[] words = constant.name().toLowerCase(Locale.ROOT).split("_");
        StringBuilder name = new StringBuilder(words[0]);
        for (int i = 1; i < words.length; i++) {
            name.append(Character.toUpperCase(words[i].charAt(0))).append(words[i], 1, words[i].length());
        }
        return name.toString();
    }

    /** One of some words, as they are. */
    static ValueRule<String> word(String... words) {
        return ofText(oneOf(String.join(", ", words)), text -> Arrays.asList(words).contains(text) ? text : null);
    }

    static ValueRule<Path> path() {
        return new ValueRule<>("a path", value -> {
            String text = value.text();
            if (text == null || text.isBlank()) {
                return null;
            }
            try {
                // Messages read better without "./"; ".." stays, for it may lead over a symbolic link.
                String plain = text.replaceFirst("^(\\./+)+(?=.)", "");
                return plain.equals(".") ? value.base() : value.base().resolve(plain);
            } catch (InvalidPathException e) {
                return null;
            }
        });
    }

    static ValueRule<URI> httpAddress() {
        return ofText("an absolute http or https address without user, password and fragment", text -> {
            try {
                URI uri = new URI(text);
                boolean isHttp = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
                return isHttp && uri.getHost() != null && uri.getRawUserInfo() == null && uri.getRawFragment() == null
                    ? uri : null;
            } catch (URISyntaxException e) {
                return null;
            }
        });
    }

    static ValueRule<List<String>> list(String expected, Pattern item) {
        return new ValueRule<>(expected, value -> {
            List<String> items = value.items();
            return items != null && items.stream().allMatch(text -> item.matcher(text).matches()) ? items : null;
        });
    }

    /** A map from names to lists, which only the file can write. */
    static ValueRule<Map<String, List<String>>> lists(String expected, Pattern name) {
        return new ValueRule<>(expected, value -> {
            if (value.entries() == null) {
                return null;
            }
            Map<String, List<String>> lists = new LinkedHashMap<>();
            for (Map.Entry<?, ?> entry : value.entries().entrySet()) {
                List<String> items = value.withNode(entry.getValue()).items();
                if (items == null || items.isEmpty() || !name.matcher(String.valueOf(entry.getKey())).matches()) {
                    return null;
                }
                lists.put(String.valueOf(entry.getKey()), items);
            }
            return lists;
        });
    }

    /** A map from names to single values, which only the file can write. */
    static <T> ValueRule<Map<String, T>> map(String expected, Function<String, T> reader) {
        return new ValueRule<>(expected, value -> {
            if (value.entries() == null) {
                return null;
            }
            Map<String, T> map = new LinkedHashMap<>();
            for (Map.Entry<?, ?> entry : value.entries().entrySet()) {
                T read = entry.getValue() instanceof String text ? reader.apply(text) : null;
                if (read == null) {
                    return null;
                }
                map.put(String.valueOf(entry.getKey()), read);
            }
            return map;
        });
    }

    private static <T> ValueRule<T> ofText(String expected, Function<String, T> reader) {
        return new ValueRule<>(expected, value -> value.text() == null ? null : reader.apply(value.text().trim()));
    }

    private static String oneOf(String names) {
        return names.contains(", ") ? "one of " + names : names;
    }

    private static Duration parseDuration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            default -> Duration.ofHours(count);
        };
    }

    private static Long parseSize(String text) {
        Matcher matcher = SIZE.matcher(text);
        if (!matcher.matches()) {
            return null;
        }
        int shift = matcher.group(2) == null ? 0 : switch (matcher.group(2)) {
            case "KiB" -> 10;
            case "MiB" -> 20;
            case "GiB" -> 30;
            default -> 0;
        };
        return Long.parseLong(matcher.group(1)) << shift;
    }
}
