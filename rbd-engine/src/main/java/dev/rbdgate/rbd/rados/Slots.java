package dev.rbdgate.rbd.rados;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A handle's slots, made as they are needed; their number is limited by its admissions. */
final class Slots {

    private final ClusterHandle handle;
    private final List<Slot> all = new ArrayList<>();
    private final ArrayDeque<Slot> free = new ArrayDeque<>();

    Slots(ClusterHandle handle) {
        this.handle = handle;
    }

    synchronized Slot take(Request request) {
        Slot slot = free.poll();
        if (slot == null) {
            slot = new Slot(all.size(), handle);
            all.add(slot);
        }
        slot.begin(request);
        return slot;
    }

    synchronized void give(Slot slot) {
        slot.end();
        // Last in, first out: the memory is still in the processor's cache.
        free.push(slot);
    }

    synchronized Slot at(int number) {
        return all.get(number);
    }

    synchronized int busy() {
        return all.size() - free.size();
    }

    /** A slot in use; null if there is none. */
    synchronized @Nullable Slot anyBusy() {
        return all.stream().filter(Slot::isBusy).findFirst().orElse(null);
    }

    synchronized void close() {
        all.forEach(Slot::close);
        all.clear();
        free.clear();
    }
}
