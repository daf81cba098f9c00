package dev.rbdgate.rbd.image;

import dev.rbdgate.block.Durability;
import dev.rbdgate.rbd.store.ObjectCompletion;

/** What is known of the existence of an image's data objects, and recorded before it changes. */
interface ObjectStates {

    /** Whether an object is known not to exist. */
    boolean absent(long object);

    /** Whether an object is recorded as existing and changed, so that a write needs no record. */
    boolean present(long object);

    /** Records that an object will exist; once that completes it may be written. */
    void recordPresent(long object, Durability durability, ObjectCompletion done);

    /** Records that objects {@code [from, to)} are about to be removed. */
    void recordPending(long from, long to, Durability durability, ObjectCompletion done);

    /** Records that the objects of {@code [from, to)} that were pending are gone. */
    void recordAbsent(long from, long to, Durability durability, ObjectCompletion done);

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
                public void resize(long objects, ObjectCompletion done) {
                    done.complete(0);
                }
            };
}
