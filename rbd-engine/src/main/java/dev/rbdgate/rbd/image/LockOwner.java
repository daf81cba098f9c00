package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.cls.LockInfo;
import dev.rbdgate.rbd.cls.LockerId;
import dev.rbdgate.rbd.cls.LockerInfo;
import dev.rbdgate.rbd.notify.ClientId;
import dev.rbdgate.rbd.store.ObjectContext.NotifyResult;
import dev.rbdgate.rbd.store.ObjectContext.Watcher;
import java.util.Map;

/** Who has the lock of an image, as the header tells it. */
sealed interface LockOwner {

    /** What a cookie begins with that names its owner's watch. */
    String COOKIE_PREFIX = "auto ";

    record Nobody() implements LockOwner {}

    /**
     * A client that gives the lock up when it is asked, and that can be told dead.
     *
     * @param address {@code ip:port/nonce}, as blocklists name it
     */
    record Client(LockerId id, long watchHandle, String address) implements LockOwner {

        ClientId client() {
            return new ClientId(id.locker().number(), watchHandle);
        }

        /** Whether the owner still watches the header: it answered, or was waited for in vain. */
        boolean watchesAmong(NotifyResult replies) {
            Watcher self = new Watcher(id.locker().number(), watchHandle);
            return replies.timeouts().contains(self)
                    || replies.acknowledgements().stream()
                            .anyMatch(reply -> reply.watcher().equals(self));
        }
    }

    /** A lock that a person has put there, or a program of its own: nobody takes it away. */
    record Foreign(String description) implements LockOwner {}

    static String cookie(ClientId self) {
        return COOKIE_PREFIX + Long.toUnsignedString(self.watchHandle());
    }

    static LockOwner of(LockInfo lock) {
        if (lock.lockers().isEmpty()) {
            return new Nobody();
        }
        Map.Entry<LockerId, LockerInfo> first = lock.lockers().entrySet().iterator().next();
        LockerId id = first.getKey();
        if (lock.type() != LockInfo.EXCLUSIVE
                || !lock.tag().equals(Calls.INTERNAL_TAG)
                || !id.cookie().startsWith(COOKIE_PREFIX)) {
            return new Foreign(
                    "client.%d with cookie '%s'".formatted(id.locker().number(), id.cookie()));
        }
        try {
            long handle = Long.parseUnsignedLong(id.cookie().substring(COOKIE_PREFIX.length()));
            return new Client(id, handle, first.getValue().address().legacyText());
        } catch (NumberFormatException other) {
            return new Foreign(
                    "client.%d with cookie '%s'".formatted(id.locker().number(), id.cookie()));
        }
    }
}
