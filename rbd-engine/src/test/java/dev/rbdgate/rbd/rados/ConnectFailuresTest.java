package dev.rbdgate.rbd.rados;

import static dev.rbdgate.rbd.store.StoreCalls.buffer;
import static dev.rbdgate.rbd.store.StoreCalls.bytes;
import static dev.rbdgate.rbd.store.StoreCalls.join;
import static dev.rbdgate.rbd.store.StoreCalls.read;
import static dev.rbdgate.rbd.store.StoreCalls.write;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.Fencing;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ObjectStoreException;
import dev.rbdgate.rbd.store.SelfManagedSnaps;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Each way in which a store cannot be opened says what to do; and cephx lets the right ones in. */
@Tag("ceph")
@SuppressWarnings("NullAway.Init") // set up before the tests
class ConnectFailuresTest {

    private static final List<String> POOLS = List.of("rbd");

    @TempDir private static Path directory;
    private static CephCluster cluster;

    @TempDir private Path files;

    @BeforeAll
    static void startCluster() {
        cluster =
                CephCluster.start(
                        directory, CephCluster.Authentication.CEPHX, CephCluster.Storage.MEMORY);
        cluster.createPool("private");
        cluster.createUser("gateway", "profile rbd", "profile rbd pool=rbd");
    }

    @AfterAll
    static void stopCluster() {
        cluster.close();
    }

    @Test
    void aMissingConfigurationFile() {
        Path missing = files.resolve("none.conf");
        assertFailure(RadosStoreSettings.of(missing, "admin", POOLS))
                .withMessageContaining("no Ceph configuration file " + missing)
                .withMessageContaining("RBDGATE_CEPH_CONF");
    }

    @Test
    void aConfigurationFileThatIsNone() throws IOException {
        Path garbage =
                Files.writeString(files.resolve("garbage.conf"), "[global\nmon host ; = = \n");
        assertFailure(RadosStoreSettings.of(garbage, "admin", POOLS))
                .withMessageContaining(garbage.toString());
    }

    @Test
    void aConfigurationWithoutMonitors() throws IOException {
        Path empty = Files.writeString(files.resolve("empty.conf"), "[global]\n");
        assertFailure(new RadosStoreSettings(empty, "admin", POOLS, 1, Duration.ofSeconds(2)))
                .withMessageContaining("names no monitors: set 'mon host'");
    }

    @Test
    void monitorsThatDoNotAnswer() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        Path conf =
                Files.writeString(
                        files.resolve("far.conf"),
                        """
                        [global]
                        mon host = v2:127.0.0.1:%d
                        auth client required = none
                        """
                                .formatted(port));
        assertFailure(new RadosStoreSettings(conf, "admin", POOLS, 1, Duration.ofSeconds(2)))
                .withMessageContaining("no monitor answered within 2 s")
                .withMessageContaining("127.0.0.1:" + port);
    }

    @Test
    void aUserWithoutAKey() {
        assertFailure(RadosStoreSettings.of(cluster.conf(), "nobody", POOLS))
                .withMessageContaining("no key of client.nobody")
                .withMessageContaining("client.nobody.keyring")
                .withMessageContaining("ceph auth get-or-create client.nobody");
    }

    @Test
    void aKeyThatIsNotTheClusters() throws IOException {
        Files.writeString(
                directory.resolve("client.forger.keyring"),
                """
                [client.forger]
                key = AQBSdFhcGf4MORAAsG5b8M2Yc1mHOT7dVYkqSQ==
                """);
        assertFailure(RadosStoreSettings.of(cluster.conf(), "forger", POOLS))
                .withMessageContaining("client.forger")
                .withMessageContaining("ceph auth get client.forger");
    }

    @Test
    void aPoolThatDoesNotExist() {
        assertFailure(RadosStoreSettings.of(cluster.conf(), "admin", List.of("rbd", "ssd")))
                .withMessageContaining("pool 'ssd' does not exist")
                .withMessageContaining("private, rbd")
                .withMessageContaining("ceph osd pool create ssd");
    }

    @Test
    void aPoolThatTheUserMayNotUse() {
        assertFailure(RadosStoreSettings.of(cluster.conf(), "gateway", List.of("rbd", "private")))
                .withMessageContaining("client.gateway may not use pool 'private'")
                .withMessageContaining("profile rbd pool=private");
    }

    @Test
    void theRbdProfileIsEnoughForAllThatImagesNeed() {
        RadosObjectStore store =
                RadosObjectStore.open(RadosStoreSettings.of(cluster.conf(), "gateway", POOLS));
        ObjectContext context = store.context(store.pools().getFirst(), "");
        ObjectContext other = store.context(store.pools().getFirst(), "");
        assertThat(write(context, "rbd_data.1", new Step.Write(0, List.of(buffer("x"))))).isZero();
        assertThat(read(other, "rbd_data.1", 0, 1)).isEqualTo(bytes("x"));
        long snap = join(((SelfManagedSnaps) context).createSnap());
        join(((SelfManagedSnaps) context).removeSnap(snap));
        assertThat(join(context.list("rbd_data."))).containsExactly("rbd_data.1");
        assertThat(join(store.minCompatibleClient())).isPositive();
        join(((Fencing) context).blocklist(((Fencing) other).address(), Duration.ofMinutes(1)));
        join(((Fencing) context).waitForLatestMap());
        assertThat(write(other, "rbd_data.1", new Step.Truncate(0))).isEqualTo(-Errno.ESHUTDOWN);
        join(store.close());
    }

    private static ThrowableAssertAlternative<ObjectStoreException> assertFailure(
            RadosStoreSettings settings) {
        return assertThatExceptionOfType(ObjectStoreException.class)
                .isThrownBy(() -> RadosObjectStore.open(settings));
    }
}
