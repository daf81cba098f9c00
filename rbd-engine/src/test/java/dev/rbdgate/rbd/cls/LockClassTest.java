package dev.rbdgate.rbd.cls;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.encoding.EntityName;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.MemoryObjectStore;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class LockClassTest {

    private final MemoryObjectStore store = new MemoryObjectStore();
    private final ClassHarness mine = new ClassHarness(store, "rbd_header.1");
    private final ClassHarness others = new ClassHarness(store.afterKill(), "rbd_header.1");

    private static Consumer<Encoder> lock(
            int type, String cookie, String tag, long seconds, int flags) {
        return e ->
                e.envelope(
                        1,
                        1,
                        c ->
                                c.string("rbd_lock")
                                        .u8(type)
                                        .string(cookie)
                                        .string(tag)
                                        .string("")
                                        .time(Instant.ofEpochSecond(seconds))
                                        .u8(flags));
    }

    private static Consumer<Encoder> exclusive(String cookie) {
        return lock(1, cookie, "internal", 0, 0);
    }

    private static Consumer<Encoder> unlock(String cookie) {
        return e -> e.envelope(1, 1, c -> c.string("rbd_lock").string(cookie));
    }

    private static Consumer<Encoder> held(int type, String cookie, String tag) {
        return e -> e.envelope(1, 1, c -> c.string("rbd_lock").u8(type).string(cookie).string(tag));
    }

    private static void named(Encoder e) {
        e.envelope(1, 1, c -> c.string("rbd_lock"));
    }

    @Test
    void aTakenAndReleasedLockIsTheBytesThatCephWrites() {
        assertThat(mine.write("lock", "lock", exclusive("auto 5"))).isZero();
        LockInfo info = mine.read("lock", "get_info", LockClassTest::named, LockInfo::decode);
        assertThat(info.lockers())
                .containsOnlyKeys(new LockerId(EntityName.client(store.instanceId()), "auto 5"));
        assertThat(mine.xattr("lock.rbd_lock"))
                .isEqualTo(java.util.HexFormat.of().formatHex(info.toBytes()));
        assertThat(mine.write("lock", "unlock", unlock("auto 5"))).isZero();
        assertThat(mine.xattr("lock.rbd_lock"))
                .isEqualTo("0101110000000000000001" + "08000000" + "696e7465726e616c");
        assertThat(mine.write("lock", "unlock", unlock("auto 5"))).isEqualTo(-Errno.ENOENT);
    }

    @Test
    void anExclusiveLockKeepsOthersOut() {
        assertThat(mine.write("lock", "lock", exclusive("a"))).isZero();
        assertThat(mine.write("lock", "lock", exclusive("a"))).isEqualTo(-Errno.EEXIST);
        assertThat(mine.write("lock", "lock", exclusive("b"))).isEqualTo(-Errno.EBUSY);
        assertThat(others.write("lock", "lock", exclusive("a"))).isEqualTo(-Errno.EBUSY);
        assertThat(others.write("lock", "lock", lock(2, "a", "internal", 0, 0)))
                .isEqualTo(-Errno.EBUSY);
        assertThat(others.write("lock", "unlock", unlock("a"))).isEqualTo(-Errno.ENOENT);
    }

    @Test
    void sharedLocksAgreeOnTheirTag() {
        assertThat(mine.write("lock", "lock", lock(2, "a", "t", 0, 0))).isZero();
        assertThat(others.write("lock", "lock", lock(2, "a", "t", 0, 0))).isZero();
        assertThat(others.write("lock", "lock", lock(2, "b", "u", 0, 0))).isEqualTo(-Errno.EBUSY);
        assertThat(others.write("lock", "lock", exclusive("b"))).isEqualTo(-Errno.EBUSY);
    }

    @Test
    void renewalIsAllowedOrDemanded() {
        assertThat(mine.write("lock", "lock", lock(1, "a", "", 0, 2))).isEqualTo(-Errno.ENOENT);
        assertThat(mine.write("lock", "lock", lock(1, "a", "", 0, 1))).isZero();
        assertThat(mine.write("lock", "lock", lock(1, "a", "", 0, 1))).isZero();
        assertThat(mine.write("lock", "lock", lock(1, "a", "", 0, 2))).isZero();
        assertThat(mine.write("lock", "lock", lock(1, "a", "", 0, 3))).isEqualTo(-Errno.EINVAL);
        assertThat(mine.write("lock", "lock", lock(4, "a", "", 0, 0))).isEqualTo(-Errno.EINVAL);
    }

    @Test
    void aLockWithATimeExpires() {
        store.setNow(Instant.ofEpochSecond(1000));
        assertThat(mine.write("lock", "lock", lock(1, "a", "", 10, 0))).isZero();
        store.setNow(Instant.ofEpochSecond(1011));
        assertThat(mine.read("lock", "get_info", LockClassTest::named, LockInfo::decode).lockers())
                .isEmpty();
        assertThat(others.write("lock", "lock", exclusive("b"))).isZero();
    }

    @Test
    void anyoneMayBreakALock() {
        assertThat(mine.write("lock", "lock", exclusive("a"))).isZero();
        EntityName owner = EntityName.client(store.instanceId());
        Consumer<Encoder> wrong =
                e -> e.envelope(1, 1, c -> c.string("rbd_lock").add(owner).string("b"));
        assertThat(others.write("lock", "break_lock", wrong)).isEqualTo(-Errno.ENOENT);
        Consumer<Encoder> right =
                e -> e.envelope(1, 1, c -> c.string("rbd_lock").add(owner).string("a"));
        assertThat(others.write("lock", "break_lock", right)).isZero();
        assertThat(others.write("lock", "lock", exclusive("x"))).isZero();
    }

    @Test
    void assertLockedHoldsForTheOwnerAlone() {
        assertThat(mine.write("lock", "assert_locked", held(1, "a", "internal")))
                .isEqualTo(-Errno.ENOENT);
        assertThat(mine.write("lock", "lock", exclusive("a"))).isZero();
        assertThat(mine.write("lock", "assert_locked", held(1, "a", "internal"))).isZero();
        assertThat(others.write("lock", "assert_locked", held(1, "a", "internal")))
                .isEqualTo(-Errno.EBUSY);
        assertThat(mine.write("lock", "assert_locked", held(1, "b", "internal")))
                .isEqualTo(-Errno.EBUSY);
        assertThat(mine.write("lock", "assert_locked", held(2, "a", "internal")))
                .isEqualTo(-Errno.EBUSY);
        assertThat(mine.write("lock", "assert_locked", held(1, "a", ""))).isEqualTo(-Errno.EBUSY);
    }

    @Test
    void theOwnerChangesItsCookie() {
        assertThat(mine.write("lock", "lock", exclusive("a"))).isZero();
        Consumer<Encoder> change =
                e ->
                        e.envelope(
                                1,
                                1,
                                c ->
                                        c.string("rbd_lock")
                                                .u8(1)
                                                .string("a")
                                                .string("internal")
                                                .string("b"));
        assertThat(others.write("lock", "set_cookie", change)).isEqualTo(-Errno.EBUSY);
        assertThat(mine.write("lock", "set_cookie", change)).isZero();
        assertThat(mine.write("lock", "assert_locked", held(1, "b", "internal"))).isZero();
    }

    @Test
    void anEphemeralLockTakesItsObjectAlong() {
        assertThat(mine.write("lock", "lock", lock(3, "a", "", 0, 0))).isZero();
        List<String> names =
                mine.read(
                        "lock",
                        "list_locks",
                        _ -> {},
                        d -> d.envelope(1, (_, c) -> c.list(Decoder::string)));
        assertThat(names).containsExactly("rbd_lock");
        assertThat(mine.write("lock", "unlock", unlock("a"))).isZero();
        assertThat(store.names("")).isEmpty();
    }
}
