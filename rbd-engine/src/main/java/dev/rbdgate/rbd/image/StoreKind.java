package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.cls.LockInfo;
import dev.rbdgate.rbd.store.ObjectStore;

/**
 * How stores differ, for those who keep images on them.
 *
 * @param oneOwner whether nobody else can be using the store, so that what a dead process has left
 *     is ours to clear
 * @param volatileWriteCache whether completed writes need a flush to survive power loss
 * @param hostRestarted whether completed writes that nobody had flushed may be gone from images
 *     that were open
 * @param firstSinceRestart the first instance of this client since then; 0 if there was no restart
 * @param atomicWriteBytes longest atomic write into an object; 0 if not offered
 */
record StoreKind(
        boolean oneOwner,
        boolean volatileWriteCache,
        boolean hostRestarted,
        long firstSinceRestart,
        int atomicWriteBytes) {

    private static final String LOCAL = "local";

    static StoreKind of(ObjectStore store) {
        return new StoreKind(
                store.kind().equals(LOCAL),
                store.volatileWriteCache(),
                store.uncleanHostRestart(),
                store.firstInstanceSinceRestart(),
                store.atomicWriteBytes());
    }

    /** Whether one of these had it open when the host was restarted. */
    boolean restartedUnder(LockInfo holders) {
        return hostRestarted
                && holders.lockers().keySet().stream()
                        .anyMatch(holder -> holder.locker().number() < firstSinceRestart);
    }
}
