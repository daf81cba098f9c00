package dev.rbdgate.rbd.store;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * Keeps another client from the store. A context of a store with several clients implements it. To
 * take a lock from a client that may be dead: blocklist it, wait for the map, break the lock.
 */
public interface Fencing {

    /** This client's own address as others would blocklist it: {@code ip:port/nonce}. */
    String address();

    /**
     * Refuses all calls of a client from now on, those on their way included.
     *
     * @param address {@code ip:port/nonce}, IPv6 in brackets
     * @param duration until it is forgotten, in whole seconds; zero is the cluster's default
     */
    CompletableFuture<Void> blocklist(String address, Duration duration);

    /** Completes when this client knows the newest map: its calls then come after the fence. */
    CompletableFuture<Void> waitForLatestMap();
}
