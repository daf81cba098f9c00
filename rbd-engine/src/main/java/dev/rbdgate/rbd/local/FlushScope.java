package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.store.ObjectCompletion;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the contexts of one family have changed and no sync has covered yet; and the flushes that
 * wait for each other. A flush that is asked for while one runs may have to cover more than that
 * one, so it waits for the next, together with all others that wait.
 */
final class FlushScope {

    private final Set<Syncable> dirty = ConcurrentHashMap.newKeySet();

    // Guarded by this.
    private boolean running;
    private List<ObjectCompletion> waiting = new ArrayList<>();

    void add(Syncable changed) {
        dirty.add(changed);
    }

    void remove(Syncable synced) {
        dirty.remove(synced);
    }

    boolean isClean() {
        return dirty.isEmpty();
    }

    /** All that has changes now. */
    List<Syncable> dirty() {
        return List.copyOf(dirty);
    }

    /** Adds a flush; answers whether the caller is to start running. */
    synchronized boolean join(ObjectCompletion completion) {
        waiting.add(completion);
        if (running) {
            return false;
        }
        running = true;
        return true;
    }

    /**
     * The flushes that a run which starts now answers; empty: there are none, running has ended.
     */
    synchronized List<ObjectCompletion> take() {
        List<ObjectCompletion> taken = waiting;
        waiting = new ArrayList<>();
        running = !taken.isEmpty();
        return taken;
    }
}
