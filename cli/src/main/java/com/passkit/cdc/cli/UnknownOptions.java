package com.passkit.cdc.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

import picocli.CommandLine.UnmatchedArgumentException;

/**
 * What is said of options that no command has: their names, never a value, for with other clients a password is one.
 * Threading: any thread.
 */
final class UnknownOptions {

    private static final Pattern SECRET = Pattern.compile("-p|--.*(pass|token|secret|key|salt).*");

    private UnknownOptions() {
    }

    /** @return what is wrong, and of a secret how it is handed over instead */
    static String describe(UnmatchedArgumentException e) {
        List<String> names = names(e.getUnmatched());
        if (names.isEmpty()) {
            return e.getMessage();
        }
        String message = "unknown option: " + String.join(", ", names);
        return names.stream().noneMatch(name -> SECRET.matcher(name).matches()) ? message
            : message + " (expected: a secret in a file or in the environment, such as --password-file or "
                + "--password-env: every user of the machine can read an argument)";
    }

    private static List<String> names(List<String> arguments) {
        List<String> names = new ArrayList<>();
        for (String argument : arguments) {
            if (argument.startsWith("--")) {
                names.add(argument.split("=", 2)[0]);
            } else if (argument.startsWith("-") && argument.length() > 1) {
                names.add(argument.substring(0, 2));
            }
        }
        return names;
    }
}
