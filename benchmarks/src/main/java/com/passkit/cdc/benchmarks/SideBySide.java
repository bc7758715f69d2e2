package com.passkit.cdc.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import com.passkit.cdc.benchmarks.workload.TypeMix;
import com.passkit.cdc.benchmarks.workload.WorkloadBinlog;

/**
 * Runs passkit-cdc and mysql-binlog-connector-java over the same binlog file and prints how many times faster which
 * of them was. Each comparison has a JVM of its own; in it both take turns, ours first in one round and theirs in the
 * next, so that whatever else the machine does touches both. Medians are compared.
 * <p>
 * System properties: {@code rows} and {@code mix} of the generated file, or {@code binlog} for a recorded one;
 * {@code rounds}.
 */
public final class SideBySide {

    private static final int WARM_UP_ROUNDS = 4;
    private static final String[] PASSED_ON = {"rounds", WorkloadBinlog.FILE_PROPERTY};

    private SideBySide() {
    }

    /** @param args name of one comparison to run in this JVM; none for all of them */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length > 0) {
            compare(Comparison.valueOf(args[0]), Path.of(System.getProperty(WorkloadBinlog.FILE_PROPERTY)));
            return;
        }
        TypeMix mix = TypeMix.valueOf(System.getProperty("mix", TypeMix.MIXED.name()).toUpperCase(Locale.ROOT));
        Path file = WorkloadBinlog.fileOf(mix, Long.getLong("rows", 300_000));
        System.setProperty(WorkloadBinlog.FILE_PROPERTY, file.toString());
        System.out.printf(Locale.ROOT, "%,d bytes of binlog, Java %s, %d processors%n%n", Files.size(file),
            Runtime.version(), Runtime.getRuntime().availableProcessors());
        System.out.printf("%-34s %14s %14s %8s%n", "median, row changes a second", "passkit-cdc", "connector", "ratio");
        for (Comparison comparison : Comparison.values()) {
            int exitCode = fork(comparison);
            if (exitCode != 0) {
                throw new IOException(comparison + ": its JVM ended with " + exitCode);
            }
        }
    }

    private static int fork(Comparison comparison) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xms1g", "-Xmx1g"));
        for (String name : PASSED_ON) {
            if (System.getProperty(name) != null) {
                command.add("-D" + name + '=' + System.getProperty(name));
            }
        }
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), SideBySide.class.getName(),
            comparison.name()));
        return new ProcessBuilder(command).inheritIO().start().waitFor();
    }

    private static void compare(Comparison comparison, Path file) throws IOException {
        Pass ours = comparison.ours();
        Pass theirs = comparison.theirs();
        int rounds = Integer.getInteger("rounds", 9);
        double[] oursPerSecond = new double[rounds];
        double[] theirsPerSecond = new double[rounds];
        for (int round = -WARM_UP_ROUNDS; round < rounds; round++) {
            boolean isOursFirst = round % 2 == 0;
            double first = rowsPerSecond(isOursFirst ? ours : theirs, file);
            double second = rowsPerSecond(isOursFirst ? theirs : ours, file);
            if (round >= 0) {
                oursPerSecond[round] = isOursFirst ? first : second;
                theirsPerSecond[round] = isOursFirst ? second : first;
            }
        }
        double our = median(oursPerSecond);
        double their = median(theirsPerSecond);
        System.out.printf(Locale.ROOT, "%-34s %,14.0f %,14.0f %7.1fx%n", comparison.title(), our, their, our / their);
    }

    private static double rowsPerSecond(Pass pass, Path file) throws IOException {
        long startNs = System.nanoTime();
        long rowCount = pass.run(file);
        return rowCount * 1e9 / (System.nanoTime() - startNs);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
