package dev.rbdgate.rbd.image;

import dev.rbdgate.block.Durability;
import dev.rbdgate.rbd.encoding.BitVector;
import dev.rbdgate.rbd.store.ObjectCompletion;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.WriteOperation;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The object map of an open image: its states in memory follow those on disk, and change only once
 * the change on disk has completed. Data is written only after that, so that what exists is never
 * recorded as absent. After an unclean end the map is rebuilt, so a cached update needs no flush of
 * its own before durable data.
 *
 * <p>Objects that wait to become present are gathered while updates run, and recorded in contiguous
 * runs. An operation holds one update only: a class method does not see what an earlier one of its
 * operation has changed.
 *
 * <p>All but reading states is guarded by the monitor of this object. States are read without it: a
 * call that comes after a write's completion has a happens-before edge from that update.
 */
final class ObjectMap implements ObjectStates {

    /** Objects in one update (as librbd). */
    static final long MAX_OBJECTS_PER_UPDATE = 262_144;

    /** Updates that run at once, each of one run of objects. */
    private static final int MAX_UPDATES = 4;

    private final ObjectContext context;
    private final String name;
    private final boolean fastDiff;
    private volatile BitVector states;

    /** Objects that wait for their update to be sent. */
    private final TreeMap<Long, Waiting> waiting = new TreeMap<>();

    /** Objects whose update runs. */
    private final Map<Long, Waiting> running = new HashMap<>();

    private int updates;

    /** Whether a thread is in {@link #send}, and will see what was added to {@link #waiting}. */
    private boolean sending;

    private static final class Waiting {
        final List<ObjectCompletion> completions = new ArrayList<>(1);
        Durability durability = Durability.CACHED;
    }

    /** Objects whose update is sent as one. */
    private record Run(long from, long to, Durability durability) {}

    /**
     * @param name of the object map's object
     * @param fastDiff whether the map tells what has changed since the last snapshot
     * @param states as stored; kept and changed
     */
    ObjectMap(ObjectContext context, String name, boolean fastDiff, BitVector states) {
        this.context = context;
        this.name = name;
        this.fastDiff = fastDiff;
        this.states = states;
    }

    @Override
    public boolean absent(long object) {
        return state(object) == ObjectState.NONEXISTENT;
    }

    @Override
    public boolean present(long object) {
        return state(object) == ObjectState.EXISTS;
    }

    int state(long object) {
        return states.get(object);
    }

    @Override
    public void recordPresent(long object, Durability durability, ObjectCompletion done) {
        boolean sender;
        synchronized (this) {
            if (present(object)) {
                sender = false;
            } else {
                add(object, durability, done);
                if (sending) {
                    return;
                }
                sender = true;
                sending = true;
            }
        }
        if (sender) {
            send();
        } else {
            done.complete(0);
        }
    }

    private void add(long object, Durability durability, ObjectCompletion done) {
        Waiting entry = running.get(object);
        if (entry == null) {
            entry = waiting.computeIfAbsent(object, _ -> new Waiting());
            if (durability == Durability.DURABLE) {
                entry.durability = durability;
            }
        }
        entry.completions.add(done);
    }

    /** Sends updates while there are objects that wait. One thread at a time is here. */
    private void send() {
        while (true) {
            Run run;
            synchronized (this) {
                run = updates < MAX_UPDATES ? nextRun() : null;
                if (run == null) {
                    sending = false;
                    return;
                }
                updates++;
            }
            Run sent = run;
            context.write(
                    name,
                    update(run.from, run.to, ObjectState.EXISTS, ObjectState.ANY, run.durability),
                    result -> recorded(sent, result));
        }
    }

    private @Nullable Run nextRun() {
        if (waiting.isEmpty()) {
            return null;
        }
        long from = waiting.firstKey();
        long to = from;
        Durability durability = Durability.CACHED;
        while (to - from < MAX_OBJECTS_PER_UPDATE) {
            Waiting entry = waiting.remove(to);
            if (entry == null) {
                break;
            }
            running.put(to, entry);
            if (entry.durability == Durability.DURABLE) {
                durability = Durability.DURABLE;
            }
            to++;
        }
        return new Run(from, to, durability);
    }

    private void recorded(Run run, int result) {
        List<ObjectCompletion> told = new ArrayList<>();
        boolean sendMore;
        synchronized (this) {
            if (result >= 0) {
                states.fill(run.from, run.to, ObjectState.EXISTS);
            }
            for (long object = run.from; object < run.to; object++) {
                Waiting entry = running.remove(object);
                if (entry != null) {
                    told.addAll(entry.completions);
                }
            }
            updates--;
            sendMore = !sending && !waiting.isEmpty();
            sending |= sendMore;
        }
        if (sendMore) {
            send();
        }
        told.forEach(completion -> completion.complete(result));
    }

    /**
     * An update that changes nothing but an absent state: a write of the object that is on its way
     * may record it as changed before or after.
     */
    @Override
    public void recordCopied(long object, Durability durability, ObjectCompletion done) {
        int copied = fastDiff ? ObjectState.EXISTS_CLEAN : ObjectState.EXISTS;
        change(object, object + 1, copied, ObjectState.NONEXISTENT, durability, done);
    }

    @Override
    public void recordPending(long from, long to, Durability durability, ObjectCompletion done) {
        change(from, to, ObjectState.PENDING, ObjectState.EXISTS, durability, done);
    }

    @Override
    public void recordAbsent(long from, long to, Durability durability, ObjectCompletion done) {
        change(from, to, ObjectState.NONEXISTENT, ObjectState.PENDING, durability, done);
    }

    /** Nobody writes to these objects meanwhile: the range of the image is held exclusively. */
    private void change(
            long from,
            long to,
            int state,
            int current,
            Durability durability,
            ObjectCompletion done) {
        long first = from;
        while (first < to && !matches(state(first), current)) {
            first++;
        }
        if (first == to) {
            done.complete(0);
            return;
        }
        long start = first;
        long end = Math.min(to, start + MAX_OBJECTS_PER_UPDATE);
        context.write(
                name,
                update(start, end, state, current, durability),
                result -> {
                    if (result < 0) {
                        done.complete(result);
                        return;
                    }
                    synchronized (this) {
                        for (long object = start; object < end; object++) {
                            if (matches(state(object), current)) {
                                states.set(object, state);
                            }
                        }
                    }
                    change(end, to, state, current, durability, done);
                });
    }

    /** Stores all states as they are in memory. Nobody calls anything else meanwhile. */
    void store(ObjectCompletion done) {
        context.write(
                name,
                WriteOperation.durable(Calls.assertObjectMapLocked(), Calls.objectMapSave(states)),
                done);
    }

    /**
     * Sets the states of objects {@code [from, to)} to what they were found to be. Nobody calls
     * anything else meanwhile.
     */
    void correct(long from, long to, BitVector found, ObjectCompletion done) {
        long first = from;
        while (first < to && states.get(first) == found.get(first)) {
            first++;
        }
        if (first == to) {
            done.complete(0);
            return;
        }
        long start = first;
        int state = found.get(start);
        long last = start + 1;
        while (last < to && found.get(last) == state && last - start < MAX_OBJECTS_PER_UPDATE) {
            last++;
        }
        long end = last;
        context.write(
                name,
                update(start, end, state, ObjectState.ANY, Durability.DURABLE),
                result -> {
                    if (result < 0) {
                        done.complete(result);
                        return;
                    }
                    synchronized (this) {
                        states.fill(start, end, state);
                    }
                    correct(end, to, found, done);
                });
    }

    /** As {@code object_map_update} matches: what exists may be clean. */
    private static boolean matches(int state, int current) {
        return state == current
                || (current == ObjectState.EXISTS && state == ObjectState.EXISTS_CLEAN);
    }

    private static WriteOperation update(
            long from, long to, int state, int current, Durability durability) {
        return new WriteOperation(
                List.of(
                        Calls.assertObjectMapLocked(),
                        Calls.objectMapUpdate(from, to, state, current)),
                durability);
    }

    @Override
    public void resize(long objects, ObjectCompletion done) {
        BitVector resized;
        synchronized (this) {
            resized = states.copy();
        }
        resized.resize(objects, ObjectState.NONEXISTENT);
        store(Calls.objectMapResize(objects), resized, done);
    }

    @Override
    public Optional<BitVector> map() {
        synchronized (this) {
            return Optional.of(states.copy());
        }
    }

    @Override
    public void replace(BitVector replacement, ObjectCompletion done) {
        store(Calls.objectMapSave(replacement), replacement, done);
    }

    @Override
    public void storeAs(String object, ObjectCompletion done) {
        ByteBuffer stored;
        synchronized (this) {
            stored = Buffers.direct(states.toStored());
        }
        context.write(object, WriteOperation.durable(new Step.WriteFull(List.of(stored))), done);
    }

    @Override
    public void recordSnapshot(ObjectCompletion done) {
        if (!fastDiff) {
            done.complete(0);
            return;
        }
        BitVector after;
        synchronized (this) {
            after = states.copy();
        }
        for (long object = 0; object < after.size(); object++) {
            if (after.get(object) == ObjectState.EXISTS) {
                after.set(object, ObjectState.EXISTS_CLEAN);
            }
        }
        store(Calls.rbd("object_map_snap_add", _ -> {}), after, done);
    }

    @Override
    public void recordSnapshotGone(BitVector removed, ObjectCompletion done) {
        BitVector after;
        synchronized (this) {
            after = states.copy();
        }
        for (long object = 0; object < after.size(); object++) {
            boolean changed = object >= removed.size() || removed.get(object) == ObjectState.EXISTS;
            if (changed && after.get(object) == ObjectState.EXISTS_CLEAN) {
                after.set(object, ObjectState.EXISTS);
            }
        }
        store(Calls.objectMapSnapRemove(removed), after, done);
    }

    /** Changes the stored map, and then these states, while no request runs. */
    private void store(Step change, BitVector after, ObjectCompletion done) {
        context.write(
                name,
                WriteOperation.durable(Calls.assertObjectMapLocked(), change),
                result -> {
                    if (result >= 0) {
                        synchronized (this) {
                            states = after;
                        }
                    }
                    done.complete(result);
                });
    }
}
