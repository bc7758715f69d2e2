package com.passkit.cdc.cli.options;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;

import com.passkit.cdc.cli.config.ConfigKey;
import com.passkit.cdc.cli.config.ConfigValue;

/** What the flags of one command line say about the keys of the configuration. */
public final class FlagValues {

    private final Map<ConfigKey<?>, ConfigValue> values = new HashMap<>();

    /** @param value null when the flag was not given */
    public void put(ConfigKey<?> key, String option, Object value) {
        if (value instanceof Collection<?> items) {
            if (!items.isEmpty()) {
                values.put(key, ConfigValue.ofFlag(option, String.join(",", items.stream()
                    .map(Object::toString).toList())));
            }
        } else if (value != null) {
            values.put(key, ConfigValue.ofFlag(option, value.toString()));
        }
    }

    /** @param placeholder {@code ${env:…}} or {@code ${file:…}}, replaced when the key is read */
    public void putPlaceholder(ConfigKey<?> key, String option, String placeholder) {
        values.put(key, ConfigValue.ofPlaceholder(option, placeholder));
    }

    /** @return by key */
    public Map<ConfigKey<?>, ConfigValue> byKey() {
        return Map.copyOf(values);
    }
}
