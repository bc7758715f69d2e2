package com.passkit.cdc.runtime.schema;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import com.passkit.cdc.runtime.schema.ReadPosition.Side;
import com.passkit.cdc.runtime.schema.ddl.SchemaModel;
import com.passkit.cdc.runtime.state.StateDirectory;
import com.passkit.cdc.runtime.state.StateException;
import com.passkit.cdc.runtime.state.StateFile;
import com.passkit.cdc.runtime.state.StateLog;
import com.passkit.cdc.snapshot.catalog.TableModel;

/**
 * Keeps the definitions over restarts, so that those of any position from the stored one on can be had again: the file
 * {@code schemas} holds them as they once were, {@code schemas.<n>.log} what each statement changed since, with its
 * place in the log. What lies behind the stored position is passed over when they are loaded, for its statements come
 * again. A statement costs a line; the first file is written anew when the second has outgrown it.
 * <pre>
 * schemas => {"log":n,"full":…,"lowerCase":…,"databases":{…},"lost":[…],"redefinitions":[…]} "\n"
 *            Table "\n" for each table
 * </pre>
 * Threading: any thread. Blocking: yes, but for {@link #append}.
 */
public final class DefinitionStore {

    private static final String FILE_NAME = "schemas";
    private static final String LOG_KIND = "schema-changes";
    private static final int FORMAT_VERSION = 2;
    /** Below this the log is not worth the writing of all definitions. */
    private static final long MIN_FOLD_LENGTH = 4L << 20;

    private final StateDirectory directory;
    private final StateFile file;
    private final long minFoldLength;
    private final Queue<SchemaEdit> pending = new ConcurrentLinkedQueue<>();
    private StateLog log;
    private long logNumber;
    private long fileLength;

    public DefinitionStore(StateDirectory directory) {
        this(directory, MIN_FOLD_LENGTH);
    }

    DefinitionStore(StateDirectory directory, long minFoldLength) {
        this.directory = directory;
        this.minFoldLength = minFoldLength;
        this.file = directory.file(FILE_NAME, FILE_NAME, FORMAT_VERSION);
    }

    /**
     * Forgets what was appended of statements behind a position, for they come again.
     *
     * @param position where reading goes on: the stored one, or any behind it
     * @return the definitions there; null when none were saved
     */
    public synchronized SchemaState load(ReadPosition position) {
        if (file.storedVersion() == FirstFormat.VERSION) {
            return FirstFormat.load(directory);
        }
        sync();
        Stored stored = read();
        if (stored == null) {
            return null;
        }
        List<SchemaEdit> behind = new ArrayList<>();
        SchemaState state = stateAt(stored, position, behind);
        log.keep(stored.edits().size() - behind.size());
        return state;
    }

    /** Forgets what was appended and keeps these. Returns when they are durable. */
    public synchronized void save(SchemaState state) {
        pending.clear();
        long number = nextLogNumber();
        StateLog next = log(number);
        next.create(List.of());
        write(state, number);
        switchTo(next, number);
    }

    /** Keeps what a statement changed; {@link #sync} makes it durable. Blocking: no. */
    public void append(SchemaEdit edit) {
        pending.add(edit);
    }

    /**
     * Returns when everything appended so far is durable. What could not be written stays appended: a position behind
     * it may be stored only when a later call has written it.
     */
    public synchronized void sync() {
        if (pending.isEmpty()) {
            return;
        }
        if (log == null && read() == null) {
            throw new IllegalStateException(file.path() + ": nothing was saved to append to");
        }
        List<byte[]> payloads = new ArrayList<>();
        for (SchemaEdit edit : pending) {
            payloads.add(SchemaJson.print(edit).toString().getBytes(StandardCharsets.UTF_8));
        }
        log.append(payloads);
        for (int i = payloads.size(); i > 0; i--) {
            pending.remove();
        }
    }

    /** Makes one file of both where that is due. @param position the stored one; none before it is asked for again */
    public synchronized void fold(ReadPosition position) {
        if (log == null || log.length() < Math.max(minFoldLength, fileLength)) {
            return;
        }
        Stored stored = read();
        List<SchemaEdit> behind = new ArrayList<>();
        SchemaState state = stateAt(stored, position, behind);
        StateLog next = log(logNumber + 1);
        next.create(behind.stream()
            .map(edit -> SchemaJson.print(edit).toString().getBytes(StandardCharsets.UTF_8)).toList());
        write(state, logNumber + 1);
        switchTo(next, logNumber + 1);
    }

    /** Removes what was saved. */
    public synchronized void delete() {
        pending.clear();
        if (file.storedVersion() == FORMAT_VERSION) {
            log(nextLogNumber() - 1).delete();
        }
        file.delete();
        log = null;
        fileLength = 0;
    }

    private static SchemaState stateAt(Stored stored, ReadPosition position, List<SchemaEdit> behind) {
        SchemaModel model = stored.base().model();
        boolean isFull = stored.base().isFull();
        List<Redefinition> redefinitions = new ArrayList<>(stored.base().redefinitions());
        for (SchemaEdit edit : stored.edits()) {
            if (position.sideOf(edit.at()) == Side.BEHIND || !behind.isEmpty()) {
                behind.add(edit);
                continue;
            }
            edit.applyTo(model);
            isFull = edit.isFull();
            edit.addRedefinitionsTo(redefinitions);
        }
        redefinitions.removeIf(redefinition -> position.sideOf(redefinition.at()) != Side.BEHIND);
        return new SchemaState(model, isFull, redefinitions, false);
    }

    private Stored read() {
        byte[] payload = file.read();
        if (payload == null) {
            return null;
        }
        try {
            LineReader lines = new LineReader(payload);
            JsonNode head = SchemaJson.JSON.readTree(lines.next());
            SchemaModel model = new SchemaModel(head.required("lowerCase").asInt());
            SchemaJson.parseDatabases(head.required("databases")).forEach(model::putDatabase);
            SchemaJson.parseLost(head.required("lost")).forEach(model::lose);
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                model.put(SchemaJson.parseTable(SchemaJson.JSON.readTree(line)));
            }
            fileLength = payload.length;
            logNumber = head.required("log").asLong();
            log = log(logNumber);
            List<SchemaEdit> edits = new ArrayList<>();
            for (byte[] entry : log.read()) {
                edits.add(SchemaJson.parseEdit(SchemaJson.JSON.readTree(entry)));
            }
            return new Stored(new SchemaState(model, head.required("full").asBoolean(),
                SchemaJson.parseRedefinitions(head.required("redefinitions")), false), edits);
        } catch (IOException | IllegalArgumentException e) {
            throw new StateException(StateException.Problem.DAMAGED, file.path() + ": " + e.getMessage()
                + " (expected: definitions as this release writes them)", e);
        }
    }

    private void write(SchemaState state, long number) {
        try {
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            ObjectNode head = SchemaJson.JSON.createObjectNode().put("log", number).put("full", state.isFull())
                .put("lowerCase", state.model().lowerCaseTableNames());
            head.set("databases", SchemaJson.printDatabases(state.model().databases()));
            head.set("lost", SchemaJson.printLost(state.model().lost()));
            head.set("redefinitions", SchemaJson.printRedefinitions(state.redefinitions()));
            out.write(SchemaJson.JSON.writeValueAsBytes(head));
            out.write('\n');
            for (TableModel table : state.model().tables()) {
                out.write(SchemaJson.JSON.writeValueAsBytes(SchemaJson.print(table)));
                out.write('\n');
            }
            if (file.storedVersion() == FirstFormat.VERSION) {
                file.delete();
            }
            file.write(out.toByteArray());
            fileLength = out.size();
        } catch (IOException e) {
            throw new IllegalStateException("a tree of plain values always prints", e);
        }
    }

    private void switchTo(StateLog next, long number) {
        if (number > 1) {
            log(number - 1).delete();
        }
        log = next;
        logNumber = number;
    }

    /** Of a file that is damaged, the numbers in use are not known: its own error tells that. */
    private long nextLogNumber() {
        if (log == null && file.storedVersion() == FORMAT_VERSION) {
            byte[] payload = file.read();
            try {
                logNumber = SchemaJson.JSON.readTree(new LineReader(payload).next()).path("log").asLong();
            } catch (IOException e) {
                throw new StateException(StateException.Problem.DAMAGED, file.path() + ": " + e.getMessage(), e);
            }
        }
        return logNumber + 1;
    }

    private StateLog log(long number) {
        return directory.log(FILE_NAME + '.' + number + ".log", LOG_KIND, FORMAT_VERSION);
    }

    /** What the files hold. */
    private record Stored(SchemaState base, List<SchemaEdit> edits) {
    }

    /** The lines of a file one at a time, so that a hundred thousand tables are not a tree in memory. */
    private static final class LineReader {

        private final byte[] content;
        private int index;

        LineReader(byte[] content) {
            this.content = content;
        }

        byte[] next() {
            if (index >= content.length) {
                return null;
            }
            int end = index;
            while (end < content.length && content[end] != '\n') {
                end++;
            }
            byte[] line = Arrays.copyOfRange(content, index, end);
            index = end + 1;
            return line;
        }
    }
}
