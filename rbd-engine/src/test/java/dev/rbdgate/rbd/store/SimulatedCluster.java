package dev.rbdgate.rbd.store;

import dev.rbdgate.rbd.store.ObjectContext.Acknowledgement;
import dev.rbdgate.rbd.store.ObjectContext.NotifyResult;
import dev.rbdgate.rbd.store.ObjectContext.Watcher;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A cluster in memory with several clients, which can be frozen, forgotten and shut out. Everything
 * happens on the caller's thread, so a test runs the same each time.
 */
public final class SimulatedCluster {

    private final MemoryObjectStore first = new MemoryObjectStore();

    /** Guarded by the monitor, as all that follows. */
    private final List<SimulatedClient.SimulatedWatch> watches = new ArrayList<>();

    private final Set<String> blocklist = new HashSet<>();
    private final List<String> events = new ArrayList<>();
    private long handles = 100;

    /** Another client: a store of kind rados. */
    public SimulatedClient client() {
        return new SimulatedClient(this, first.afterKill());
    }

    /** What clients did to each other, in order. */
    public synchronized List<String> events() {
        return List.copyOf(events);
    }

    synchronized void note(String event) {
        events.add(event);
    }

    void shutOut(String address) {
        List<SimulatedClient.SimulatedWatch> dropped;
        synchronized (this) {
            blocklist.add(address);
            events.add("blocklist " + address);
            dropped =
                    watches.stream()
                            .filter(watch -> watch.client().address().equals(address))
                            .toList();
            watches.removeAll(dropped);
        }
        for (SimulatedClient.SimulatedWatch watch : dropped) {
            // Whoever is not frozen hears of it.
            watch.client().send(() -> {}, () -> {});
        }
    }

    synchronized boolean isShutOut(String address) {
        return blocklist.contains(address);
    }

    synchronized long nextHandle() {
        return ++handles;
    }

    synchronized void add(SimulatedClient.SimulatedWatch watch) {
        watches.add(watch);
    }

    synchronized void remove(SimulatedClient.SimulatedWatch watch) {
        watches.remove(watch);
    }

    synchronized List<SimulatedClient.SimulatedWatch> watchesOf(SimulatedClient client) {
        return watches.stream().filter(watch -> watch.client() == client).toList();
    }

    /** Frozen watchers do not answer in time, which takes none here. */
    CompletableFuture<NotifyResult> notifyAll(
            SimulatedClient sender, String object, byte[] payload) {
        List<SimulatedClient.SimulatedWatch> told;
        synchronized (this) {
            told = watches.stream().filter(watch -> watch.object().equals(object)).toList();
        }
        List<Watcher> timeouts = new ArrayList<>();
        List<CompletableFuture<Acknowledgement>> answers = new ArrayList<>();
        for (SimulatedClient.SimulatedWatch watch : told) {
            Watcher watcher = new Watcher(watch.client().instanceId(), watch.handle());
            if (watch.client().isFrozen()) {
                timeouts.add(watcher);
            } else {
                answers.add(
                        watch.handler()
                                .notified(sender.instanceId(), payload)
                                .thenApply(bytes -> new Acknowledgement(watcher, bytes)));
            }
        }
        return CompletableFuture.allOf(answers.toArray(CompletableFuture<?>[]::new))
                .thenApply(_ ->
                        new NotifyResult(
                                answers.stream().map(CompletableFuture::join).toList(), timeouts));
    }
}
