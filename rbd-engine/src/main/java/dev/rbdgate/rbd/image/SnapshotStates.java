package dev.rbdgate.rbd.image;

import dev.rbdgate.block.Durability;
import dev.rbdgate.rbd.encoding.BitVector;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectCompletion;
import java.util.Optional;

/** The objects of a snapshot, whose map is only read. */
record SnapshotStates(BitVector states) implements ObjectStates {

    @Override
    public boolean absent(long object) {
        return states.get(object) == ObjectState.NONEXISTENT;
    }

    @Override
    public boolean present(long object) {
        return !absent(object);
    }

    @Override
    public void recordPresent(long object, Durability durability, ObjectCompletion done) {
        done.complete(-Errno.EROFS);
    }

    @Override
    public void recordCopied(long object, Durability durability, ObjectCompletion done) {
        done.complete(-Errno.EROFS);
    }

    @Override
    public void recordPending(long from, long to, Durability durability, ObjectCompletion done) {
        done.complete(-Errno.EROFS);
    }

    @Override
    public void recordAbsent(long from, long to, Durability durability, ObjectCompletion done) {
        done.complete(-Errno.EROFS);
    }

    @Override
    public Optional<BitVector> map() {
        return Optional.of(states.copy());
    }

    @Override
    public void replace(BitVector replacement, ObjectCompletion done) {
        done.complete(-Errno.EROFS);
    }

    @Override
    public void storeAs(String object, ObjectCompletion done) {
        done.complete(-Errno.EROFS);
    }

    @Override
    public void recordSnapshot(ObjectCompletion done) {
        done.complete(-Errno.EROFS);
    }

    @Override
    public void recordSnapshotGone(BitVector removed, ObjectCompletion done) {
        done.complete(-Errno.EROFS);
    }

    @Override
    public void resize(long objects, ObjectCompletion done) {
        done.complete(-Errno.EROFS);
    }
}
