package com.passkit.cdc.it.fire;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * What the writers committed, written down by them: the server confirmed it, or it was found there afterwards.
 * Threading: any thread.
 */
final class CommittedLedger implements AutoCloseable {

    private final Map<Long, long[]> tokensByTransaction = new HashMap<>();
    private final LongTable tokens = new LongTable();
    private final Map<String, Integer> bulkCounts = new HashMap<>();
    private final Map<Long, String> bulkOfTransaction = new HashMap<>();
    private final AtomicLong changes = new AtomicLong();
    private final AtomicLong truncations = new AtomicLong();
    private final Path file;
    private final PrintWriter log;

    /** @param file where every change is written down by name */
    CommittedLedger(Path file) {
        this.file = file;
        try {
            log = new PrintWriter(Files.newBufferedWriter(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param names of the changes, by {@link Token} */
    synchronized void committed(long tx, List<String> names) {
        long[] hashes = new long[names.size()];
        for (int i = 0; i < hashes.length; i++) {
            hashes[i] = LongTable.hash(names.get(i));
            tokens.put(hashes[i], tx);
            log.println(names.get(i) + '\t' + tx);
        }
        tokensByTransaction.put(tx, hashes);
        changes.addAndGet(hashes.length + 1);
    }

    /**
     * A statement on many rows of {@link FireTables#BULK}.
     *
     * @param op       of the events
     * @param mark     the number {@code op} that they carry
     * @param rowCount how many there are, {@code n} from 0 on
     */
    synchronized void committedBulk(long tx, char op, long mark, int rowCount) {
        bulkCounts.put(bulkName(op, mark), rowCount);
        bulkOfTransaction.put(tx, bulkName(op, mark));
        tokensByTransaction.put(tx, new long[0]);
        log.println(bulkName(op, mark) + ' ' + rowCount + " rows\t" + tx);
        changes.addAndGet(rowCount + 1);
    }

    void truncated() {
        truncations.incrementAndGet();
        changes.incrementAndGet();
    }

    static String bulkName(char op, long mark) {
        return op + "|" + mark;
    }

    /** @return changes committed, those of the audit table among them */
    long changeCount() {
        return changes.get();
    }

    long truncationCount() {
        return truncations.get();
    }

    synchronized int transactionCount() {
        return tokensByTransaction.size();
    }

    synchronized boolean contains(long hash) {
        return tokens.contains(hash);
    }

    synchronized boolean hasTransaction(long tx) {
        return tokensByTransaction.containsKey(tx);
    }

    /** @return hashes of the changes by transaction; read when the writers have ended */
    Map<Long, long[]> transactions() {
        return tokensByTransaction;
    }

    /** @return names of bulk changes by transaction; read when the writers have ended */
    Map<Long, String> bulkOfTransaction() {
        return bulkOfTransaction;
    }

    /** @return how many rows a bulk change has, by its name; read when the writers have ended */
    Map<String, Integer> bulkCounts() {
        return bulkCounts;
    }

    /** @return name and transaction of the change with this hash, for a message */
    synchronized String describe(long hash) {
        log.flush();
        try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
            return lines.filter(line -> LongTable.hash(line.substring(0, line.indexOf('\t'))) == hash).findFirst()
                .orElse("hash " + hash).replace("\t", " of transaction ");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized void close() {
        log.close();
    }
}
