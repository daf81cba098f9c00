package dev.rbdgate.rbd.rados;

import dev.rbdgate.rbd.store.ObjectCompletion;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/**
 * The writes a flush waits for. RADOS acknowledges a write when it is durable on every replica, so
 * a flush is nothing but waiting for the writes that were submitted before it.
 */
final class FlushScope {

    /** The writes between two flushes. */
    static final class Epoch {
        private int writes;
        private final List<ObjectCompletion> flushes = new ArrayList<>(1);
    }

    /** Oldest first; writes join the last. An epoch is done when it and all older ones are. */
    private final ArrayDeque<Epoch> epochs = new ArrayDeque<>();

    FlushScope() {
        epochs.add(new Epoch());
    }

    synchronized Epoch begin() {
        Epoch current = epochs.getLast();
        current.writes++;
        return current;
    }

    /** Ends a write after its caller has been told. */
    void end(Epoch epoch) {
        List<ObjectCompletion> done = ended(epoch);
        for (ObjectCompletion flush : done) {
            flush.complete(0);
        }
    }

    void flush(ObjectCompletion completion) {
        synchronized (this) {
            Epoch current = epochs.getLast();
            if (current.writes > 0 || epochs.size() > 1) {
                current.flushes.add(completion);
                epochs.add(new Epoch());
                return;
            }
        }
        completion.complete(0);
    }

    private synchronized List<ObjectCompletion> ended(Epoch epoch) {
        epoch.writes--;
        if (epochs.size() == 1 || epochs.getFirst().writes > 0) {
            return List.of();
        }
        List<ObjectCompletion> done = new ArrayList<>();
        while (epochs.size() > 1 && epochs.getFirst().writes == 0) {
            done.addAll(epochs.remove().flushes);
        }
        return done;
    }
}
