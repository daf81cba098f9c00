package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.cls.LockInfo;
import dev.rbdgate.rbd.cls.LockerId;
import dev.rbdgate.rbd.cls.ObjectClasses;
import dev.rbdgate.rbd.encoding.BitVector;
import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.store.ReadOperation;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.time.Instant;
import java.util.function.Consumer;

/** Calls of class methods, encoded as librbd does. */
final class Calls {

    /** The name of every lock on an image's objects. */
    static final String LOCK_NAME = "rbd_lock";

    /** The tag of locks that clients take by themselves; without it others would not yield. */
    static final String INTERNAL_TAG = "internal";

    private Calls() {}

    static Step rbd(String method, Consumer<Encoder> input) {
        return new Step.Exec(ObjectClasses.RBD, method, Encoder.bytes(input));
    }

    static ReadOperation.Step ask(String method, Consumer<Encoder> input) {
        return new ReadOperation.Step.Exec(ObjectClasses.RBD, method, Encoder.bytes(input));
    }

    static ReadOperation.Step ask(String method) {
        return ask(method, _ -> {});
    }

    private static Step lockClass(String method, Consumer<Encoder> fields) {
        return new Step.Exec(
                ObjectClasses.LOCK, method, Encoder.bytes(e -> e.envelope(1, 1, fields)));
    }

    static ReadOperation.Step lockInfo() {
        return new ReadOperation.Step.Exec(
                ObjectClasses.LOCK,
                "get_info",
                Encoder.bytes(e -> e.envelope(1, 1, content -> content.string(LOCK_NAME))));
    }

    static Step lock(String cookie, String tag) {
        return lockClass(
                "lock",
                e ->
                        e.string(LOCK_NAME)
                                .u8(LockInfo.EXCLUSIVE)
                                .string(cookie)
                                .string(tag)
                                .string("")
                                .time(Instant.EPOCH)
                                .u8(0));
    }

    static Step unlock(String cookie) {
        return lockClass("unlock", e -> e.string(LOCK_NAME).string(cookie));
    }

    static Step breakLock(LockerId id) {
        return lockClass(
                "break_lock", e -> e.string(LOCK_NAME).add(id.locker()).string(id.cookie()));
    }

    /** Gives a lock that the caller has another cookie. */
    static Step setCookie(String cookie, String tag, String newCookie) {
        return lockClass(
                "set_cookie",
                e ->
                        e.string(LOCK_NAME)
                                .u8(LockInfo.EXCLUSIVE)
                                .string(cookie)
                                .string(tag)
                                .string(newCookie));
    }

    /** Guards every change of the object map of the head. */
    static Step assertObjectMapLocked() {
        return lockClass(
                "assert_locked",
                e -> e.string(LOCK_NAME).u8(LockInfo.EXCLUSIVE).string("").string(""));
    }

    static Step objectMapResize(long objects) {
        return rbd("object_map_resize", e -> e.u64(objects).u8(ObjectState.NONEXISTENT));
    }

    static Step objectMapSave(BitVector map) {
        return rbd("object_map_save", e -> e.raw(map.toReply()));
    }

    static Step objectMapSnapRemove(BitVector removed) {
        return rbd("object_map_snap_remove", e -> e.raw(removed.toReply()));
    }

    /**
     * Sets the state of objects {@code [from, to)}.
     *
     * @param current only of those in this state; {@link ObjectState#ANY}: of all
     */
    static Step objectMapUpdate(long from, long to, int state, int current) {
        return rbd(
                "object_map_update",
                e -> {
                    e.u64(from).u64(to).u8(state).bool(current != ObjectState.ANY);
                    if (current != ObjectState.ANY) {
                        e.u8(current);
                    }
                });
    }
}
