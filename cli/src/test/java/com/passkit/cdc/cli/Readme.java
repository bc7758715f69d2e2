package com.passkit.cdc.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The README, as far as tests hold it to what the program does. */
public final class Readme {

    private static final Path PATH = Path.of("..", "README.md");

    private Readme() {
    }

    public static String text() {
        try {
            return Files.readString(PATH);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * @param section heading of the second level
     * @return the cells of each row of its tables, without heads and without the marks of code
     */
    public static List<List<String>> rows(String section) {
        Matcher body = Pattern.compile("(?ms)^## " + Pattern.quote(section) + "\\R(.*?)(?=^## |\\z)").matcher(text());
        if (!body.find()) {
            throw new AssertionError("README has no section " + section);
        }
        List<List<String>> rows = body.group(1).lines().filter(line -> line.startsWith("|")).map(Readme::cells).toList();
        return rows.stream().skip(2).toList();
    }

    private static List<String> cells(String line) {
        return Stream.of(line.substring(1, line.lastIndexOf('|')).split("\\|", -1))
            .map(cell -> cell.strip().replaceAll("^`([^`]*)`$", "$1")).toList();
    }
}
