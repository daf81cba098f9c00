package dev.rbdgate.rbd.cls;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.encoding.EntityAddress;
import dev.rbdgate.rbd.encoding.EntityName;
import dev.rbdgate.rbd.encoding.MalformedException;
import dev.rbdgate.rbd.store.Errno;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * The object class {@code lock}: advisory locks, kept in the attribute {@code lock.<name>}. A
 * holder is who sent the operation, together with a cookie it chose.
 */
final class LockClass {

    private static final String ATTRIBUTE_PREFIX = "lock.";
    private static final int MAY_RENEW = 1;
    private static final int MUST_RENEW = 2;

    private LockClass() {}

    static MethodTable methods() {
        return new MethodTable()
                .writes("lock", LockClass::lock)
                .writes("unlock", LockClass::unlock)
                .writes("break_lock", LockClass::breakLock)
                .reads("get_info", LockClass::getInfo)
                .reads("list_locks", LockClass::listLocks)
                .reads("assert_locked", LockClass::assertLocked)
                .writes("set_cookie", LockClass::setCookie);
    }

    private record LockRequest(
            String name,
            int type,
            String cookie,
            String tag,
            String description,
            Duration duration,
            int flags) {

        static LockRequest decode(Decoder decoder) {
            return decoder.envelope(
                    1,
                    (_, content) -> {
                        String name = content.string();
                        int type = content.u8();
                        String cookie = content.string();
                        String tag = content.string();
                        String description = content.string();
                        Duration duration = Duration.between(Instant.EPOCH, content.time());
                        return new LockRequest(
                                name, type, cookie, tag, description, duration, content.u8());
                    });
        }
    }

    private static void lock(ObjectClassContext object, Decoder input) throws ObjectClassException {
        LockRequest request = LockRequest.decode(input);
        boolean mayRenew = (request.flags & MAY_RENEW) != 0;
        boolean mustRenew = (request.flags & MUST_RENEW) != 0;
        checkTypeAndName(request.type, request.name);
        Guards.check(!(mayRenew && mustRenew), Errno.EINVAL);
        LockInfo before = read(object, request.name);
        Guards.check(before.lockers().isEmpty() || before.tag().equals(request.tag), Errno.EBUSY);
        LockerId id = caller(object, request.cookie);
        if (before.lockers().containsKey(id)) {
            Guards.check(mayRenew || mustRenew, Errno.EEXIST);
            before.lockers().remove(id);
        } else {
            Guards.check(!mustRenew, Errno.ENOENT);
        }
        if (!before.lockers().isEmpty()) {
            Guards.check(request.type == LockInfo.SHARED, Errno.EBUSY);
            Guards.check(before.type() == request.type, Errno.EBUSY);
        }
        Instant expiration =
                request.duration.isZero() ? Instant.EPOCH : object.now().plus(request.duration);
        before.lockers()
                .put(id, new LockerInfo(expiration, callerAddress(object), request.description));
        write(object, request.name, new LockInfo(before.lockers(), request.type, request.tag));
    }

    private static void unlock(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        List<String> nameAndCookie =
                input.envelope(1, (_, content) -> List.of(content.string(), content.string()));
        remove(object, nameAndCookie.getFirst(), caller(object, nameAndCookie.getLast()));
    }

    private record BreakRequest(String name, LockerId id) {}

    private static void breakLock(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        BreakRequest request =
                input.envelope(
                        1,
                        (_, content) -> {
                            String name = content.string();
                            EntityName locker = EntityName.decode(content);
                            return new BreakRequest(name, new LockerId(locker, content.string()));
                        });
        remove(object, request.name, request.id);
    }

    private static void remove(ObjectClassContext object, String name, LockerId id)
            throws ObjectClassException {
        Guards.exists(object);
        LockInfo lock = read(object, name);
        Guards.check(lock.lockers().remove(id) != null, Errno.ENOENT);
        if (lock.type() == LockInfo.EXCLUSIVE_EPHEMERAL) {
            object.remove();
        } else {
            write(object, name, lock);
        }
    }

    private static byte[] getInfo(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        String name = input.envelope(1, (_, content) -> content.string());
        Guards.exists(object);
        return read(object, name).toBytes();
    }

    private static byte[] listLocks(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        Guards.exists(object);
        List<String> names =
                object.xattrNames().stream()
                        .filter(name -> name.startsWith(ATTRIBUTE_PREFIX))
                        .map(name -> name.substring(ATTRIBUTE_PREFIX.length()))
                        .sorted()
                        .toList();
        return Encoder.bytes(
                e -> e.envelope(1, 1, content -> content.list(names, Encoder::string)));
    }

    private record Held(String name, int type, String cookie, String tag) {
        static Held decode(Decoder content) {
            String name = content.string();
            int type = content.u8();
            String cookie = content.string();
            return new Held(name, type, cookie, content.string());
        }
    }

    private static byte[] assertLocked(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        Held held = input.envelope(1, (_, content) -> Held.decode(content));
        heldByCaller(object, held);
        return ClassMethod.NOTHING;
    }

    private record NewCookie(Held held, String cookie) {}

    private static void setCookie(ObjectClassContext object, Decoder input)
            throws ObjectClassException {
        NewCookie request =
                input.envelope(
                        1,
                        (_, content) -> {
                            Held held = Held.decode(content);
                            return new NewCookie(held, content.string());
                        });
        LockInfo lock = heldByCaller(object, request.held);
        LockerId id = caller(object, request.cookie);
        Guards.check(!lock.lockers().containsKey(id), Errno.EBUSY);
        LockerInfo info = lock.lockers().remove(caller(object, request.held.cookie));
        if (info == null) {
            throw new ObjectClassException(Errno.EBUSY);
        }
        lock.lockers().put(id, info);
        write(object, request.held.name, lock);
    }

    /** EBUSY unless the caller holds the lock in just this way. */
    private static LockInfo heldByCaller(ObjectClassContext object, Held held)
            throws ObjectClassException {
        checkTypeAndName(held.type, held.name);
        Guards.exists(object);
        LockInfo lock = read(object, held.name);
        Guards.check(
                !lock.lockers().isEmpty()
                        && lock.type() == held.type
                        && lock.tag().equals(held.tag)
                        && lock.lockers().containsKey(caller(object, held.cookie)),
                Errno.EBUSY);
        return lock;
    }

    private static void checkTypeAndName(int type, String name) throws ObjectClassException {
        Guards.check(
                type >= LockInfo.EXCLUSIVE && type <= LockInfo.EXCLUSIVE_EPHEMERAL, Errno.EINVAL);
        Guards.check(!name.isEmpty(), Errno.EINVAL);
    }

    private static LockerId caller(ObjectClassContext object, String cookie) {
        return new LockerId(EntityName.client(object.callerInstanceId()), cookie);
    }

    private static EntityAddress callerAddress(ObjectClassContext object)
            throws ObjectClassException {
        return Omap.decode(object.callerAddress(), EntityAddress::decode);
    }

    /** The lock without the holders whose time is over. */
    private static LockInfo read(ObjectClassContext object, String name)
            throws ObjectClassException {
        byte[] stored = object.xattr(ATTRIBUTE_PREFIX + name);
        if (stored == null) {
            return LockInfo.free();
        }
        try {
            LockInfo lock = Decoder.decode(stored, LockInfo::decode);
            Instant now = object.now();
            lock.lockers().values().removeIf(info -> info.expired(now));
            return lock;
        } catch (MalformedException malformed) {
            throw new ObjectClassException(Errno.EIO);
        }
    }

    private static void write(ObjectClassContext object, String name, LockInfo lock) {
        object.setXattr(ATTRIBUTE_PREFIX + name, lock.toBytes());
    }
}
