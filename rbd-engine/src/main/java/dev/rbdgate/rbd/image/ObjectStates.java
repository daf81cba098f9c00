package dev.rbdgate.rbd.image;

import dev.rbdgate.block.Durability;
import dev.rbdgate.rbd.encoding.BitVector;
import dev.rbdgate.rbd.store.ObjectCompletion;
import java.util.Optional;

/** What is known of the existence of an image's data objects, and recorded before it changes. */
interface ObjectStates {

    /** Whether an object is known not to exist. */
    boolean absent(long object);

    /** Whether an object is recorded as existing and changed, so that a write needs no record. */
    boolean present(long object);

    /** Records that an object will exist; once that completes it may be written. */
    void recordPresent(long object, Durability durability, ObjectCompletion done);

    /**
     * Records that an object that is absent will exist as the last snapshot has it; of one that is
     * not absent nothing is recorded.
     */
    void recordCopied(long object, Durability durability, ObjectCompletion done);

    /** Records that objects {@code [from, to)} are about to be removed. */
    void recordPending(long from, long to, Durability durability, ObjectCompletion done);

    /** Records that the objects of {@code [from, to)} that were pending are gone. */
    void recordAbsent(long from, long to, Durability durability, ObjectCompletion done);

    /** The states as they are now, a copy; empty if nothing is recorded. */
    Optional<BitVector> map();

    /** Records other states in place of all. */
    void replace(BitVector states, ObjectCompletion done);

    /** Stores the states as those of a snapshot, in an object of this name. */
    void storeAs(String object, ObjectCompletion done);

    /** Records that all that exists is as the snapshot that was just made has it. */
    void recordSnapshot(ObjectCompletion done);

    /**
     * Records that the last snapshot is gone: what it had changed has changed since the one before.
     */
    void recordSnapshotGone(BitVector removed, ObjectCompletion done);

    /** Makes room for this many objects; those dropped do not exist. */
    void resize(long objects, ObjectCompletion done);

    /** Without an object map: every object may exist, and nothing is recorded. */
    ObjectStates UNKNOWN =
            new ObjectStates() {
                @Override
                public boolean absent(long object) {
                    return false;
                }

                @Override
                public boolean present(long object) {
                    return false;
                }

                @Override
                public void recordPresent(
                        long object, Durability durability, ObjectCompletion done) {
                    done.complete(0);
                }

                @Override
                public void recordCopied(
                        long object, Durability durability, ObjectCompletion done) {
                    done.complete(0);
                }

                @Override
                public void recordPending(
                        long from, long to, Durability durability, ObjectCompletion done) {
                    done.complete(0);
                }

                @Override
                public void recordAbsent(
                        long from, long to, Durability durability, ObjectCompletion done) {
                    done.complete(0);
                }

                @Override
                public Optional<BitVector> map() {
                    return Optional.empty();
                }

                @Override
                public void replace(BitVector states, ObjectCompletion done) {
                    done.complete(0);
                }

                @Override
                public void storeAs(String object, ObjectCompletion done) {
                    done.complete(0);
                }

                @Override
                public void recordSnapshot(ObjectCompletion done) {
                    done.complete(0);
                }

                @Override
                public void recordSnapshotGone(BitVector removed, ObjectCompletion done) {
                    done.complete(0);
                }

                @Override
                public void resize(long objects, ObjectCompletion done) {
                    done.complete(0);
                }
            };
}
