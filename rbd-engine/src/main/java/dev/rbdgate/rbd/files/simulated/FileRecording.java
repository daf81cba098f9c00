package dev.rbdgate.rbd.files.simulated;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;

/** Records the calls at the file seam in the order in which they returned. */
public final class FileRecording implements FileObserver {

    /**
     * A call that returned.
     *
     * @param operation what was called
     * @param startedAt how many calls had returned when it started: those a sync covers
     */
    public record Entry(FileOperation operation, int startedAt) {}

    private final List<Entry> entries = new ArrayList<>();
    private final IdentityHashMap<FileOperation, Integer> running = new IdentityHashMap<>();

    @Override
    public synchronized void before(FileOperation operation) {
        running.put(operation, entries.size());
    }

    @Override
    public synchronized void after(FileOperation operation) {
        Integer startedAt = running.remove(operation);
        if (!(operation instanceof FileOperation.Read)) {
            entries.add(new Entry(operation, startedAt == null ? entries.size() : startedAt));
        }
    }

    /** Notes that something was observed now, such as an answer that left. */
    public synchronized void mark(String what) {
        entries.add(new Entry(new FileOperation.Mark(what), entries.size()));
    }

    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    public synchronized int size() {
        return entries.size();
    }
}
