package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.store.ObjectCompletion;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.WriteOperation;
import dev.rbdgate.rbd.store.WriteOperation.Step;

/**
 * An image's data objects in the store, with what is known of their existence.
 *
 * @param context reads see the head or a snapshot; writes preserve the image's snapshots
 */
record ObjectCalls(
        ObjectContext context, ObjectNames names, ObjectStates states, long objectBytes) {

    /**
     * Goes in front of whatever may create an object, which being recorded as present does not mean
     * that it exists: a store lays data objects out for what they will hold.
     */
    Step dataObject(long object) {
        return new Step.AllocationHint(objectBytes, objectBytes, states.present(object));
    }

    /** The same for an object that is about to be created. */
    Step newDataObject() {
        return new Step.AllocationHint(objectBytes, objectBytes);
    }

    /** Writes once the object is recorded as present. */
    void whenPresent(long object, WriteOperation operation, ObjectCompletion completion) {
        if (states.present(object)) {
            context.write(names.of(object), operation, completion);
            return;
        }
        states.recordPresent(
                object,
                operation.durability(),
                result -> {
                    if (result < 0) {
                        completion.complete(result);
                    } else {
                        context.write(names.of(object), operation, completion);
                    }
                });
    }
}
