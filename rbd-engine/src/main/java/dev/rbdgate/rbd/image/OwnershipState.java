package dev.rbdgate.rbd.image;

import java.util.concurrent.CompletableFuture;

/**
 * Whether this client may change an image that several clients share.
 *
 * <pre>
 *              change waits              lock and map taken
 *  Unlocked ─────────────────> Acquiring ──────────────────> Owned
 *     ^  ^                         │                          │ │
 *     │  └──────── refused ────────┘        broken by another │ │ asked for, tenure over
 *     │<──────────────────────────────────────────────────────┘ v
 *     └───────────────────────── given back ─────────────── Releasing
 *
 *  Unneeded <── exclusive-lock feature off / on ──> Unlocked
 *  any ── this client is blocklisted ──> Fenced         any ── close ──> Closed
 * </pre>
 */
sealed interface OwnershipState {

    /** The image has no exclusive lock: whoever has it open may change it. */
    record Unneeded() implements OwnershipState {}

    /**
     * Another may have the lock. Changes wait at the gate.
     *
     * @param askNotBefore when the lock may be asked for that was given to another, in {@link
     *     dev.rbdgate.rbd.notify.Timing#nanoTime}
     */
    record Unlocked(long askNotBefore) implements OwnershipState {}

    /**
     * @param asking whether a living owner is asked for the lock
     */
    record Acquiring(boolean asking, CompletableFuture<Void> owned) implements OwnershipState {}

    /**
     * Only this client changes the image.
     *
     * @param cookie of the lock
     * @param since when, in nanoseconds
     * @param wanted whether another has asked for the lock
     */
    record Owned(String cookie, long since, boolean wanted) implements OwnershipState {}

    record Releasing(CompletableFuture<Void> released) implements OwnershipState {}

    /** Shut out of the cluster, for ever. */
    record Fenced() implements OwnershipState {}

    record Closed() implements OwnershipState {}
}
