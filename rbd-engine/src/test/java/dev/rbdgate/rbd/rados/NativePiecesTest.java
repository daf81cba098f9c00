package dev.rbdgate.rbd.rados;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rbdgate.block.AllocationExtent;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectStoreException;
import dev.rbdgate.rbd.store.StoreCalls;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The pieces around librados that need neither it nor a cluster. */
class NativePiecesTest {

    @Test
    void aMissingLibraryTellsWhatToInstall() {
        assertThatThrownBy(() -> Librados.load("librados.so.none"))
                .isInstanceOfSatisfying(
                        ObjectStoreException.class,
                        e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT))
                .hasMessageContaining("apt-get install librados2");
    }

    @Test
    void scratchMemoryGoesBeyondWhatIsKeptAndIsGivenBack() {
        long before = NativeMemory.blocks();
        try (Scratch scratch = new Scratch()) {
            for (int round = 0; round < 3; round++) {
                long text = scratch.string("grüße");
                byte[] bytes = new byte[Scratch.KEPT_BYTES * 3];
                bytes[bytes.length - 1] = 7;
                long large = scratch.bytes(bytes);
                long word = scratch.word();
                assertThat(NativeMemory.getString(text)).isEqualTo("grüße");
                assertThat(NativeMemory.getBytes(large, bytes.length)).isEqualTo(bytes);
                assertThat(word % Long.BYTES).isZero();
                assertThat(NativeMemory.getLong(word)).isZero();
                scratch.reset();
            }
            assertThatThrownBy(() -> scratch.string("a\0b"))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(NativeMemory.blocks()).isEqualTo(before);
    }

    @Test
    void payloadIsGivenInPiecesWhenThesePleaseTheOsd() {
        ByteBuffer block = ByteBuffer.allocateDirect(4096);
        ByteBuffer half = ByteBuffer.allocateDirect(2048);
        assertThat(Payload.isPiecewise(100, List.of(half))).isTrue();
        assertThat(Payload.isPiecewise(8192, List.of(block, block, half))).isTrue();
        assertThat(Payload.isPiecewise(8192, List.of(half, block))).isFalse();
        assertThat(Payload.isPiecewise(2048, List.of(half, block))).isTrue();
        assertThat(Payload.isPiecewise(0, List.of(ByteBuffer.allocate(10)))).isFalse();
        assertThat(Payload.isPiecewise(0, Collections.nCopies(Payload.MAX_PIECES + 1, block)))
                .isFalse();
    }

    @Test
    void payloadIsGatheredAndScatteredAndPositionsStay() {
        List<ByteBuffer> source =
                List.of(
                        StoreCalls.buffer("-abc").position(1),
                        ByteBuffer.wrap(StoreCalls.bytes("de")),
                        StoreCalls.buffer("fgh"));
        List<ByteBuffer> destination = List.of(ByteBuffer.allocate(5), StoreCalls.buffer("...."));
        try (Scratch scratch = new Scratch()) {
            long address = Payload.contiguous(source, scratch);
            assertThat(NativeMemory.getBytes(address, 8)).isEqualTo(StoreCalls.bytes("abcdefgh"));
            Payload.scatter(address, 7, destination);
        }
        assertThat(destination.getFirst()).isEqualTo(StoreCalls.buffer("abcde"));
        assertThat(destination.getLast()).isEqualTo(StoreCalls.buffer("fg.."));
        assertThat(source.getFirst().position()).isEqualTo(1);
    }

    @Test
    void anObjectTakesStorageUpToItsSize() {
        assertThat(Extents.of(0, 10, 5)).containsExactly(new AllocationExtent(10, 5, false));
        assertThat(Extents.of(12, 10, 5))
                .containsExactly(
                        new AllocationExtent(10, 2, true), new AllocationExtent(12, 3, false));
        assertThat(Extents.of(15, 10, 5)).containsExactly(new AllocationExtent(10, 5, true));
        assertThat(Extents.of(9, 10, 5)).containsExactly(new AllocationExtent(10, 5, false));
    }

    @Test
    void anAddressIsBlocklistedWithoutItsType() {
        assertThat(Connector.legacy("127.0.0.1:0/2311868488")).isEqualTo("127.0.0.1:0/2311868488");
        assertThat(Connector.legacy("v1:127.0.0.1:0/5")).isEqualTo("127.0.0.1:0/5");
        assertThat(Connector.legacy("[v2:10.0.0.1:0/7,v1:10.0.0.1:0/7]")).isEqualTo("10.0.0.1:0/7");
        assertThat(Connector.legacy("[2001:db8::1]:0/9")).isEqualTo("[2001:db8::1]:0/9");
        assertThat(Connector.legacy("v2:[2001:db8::1]:0/9")).isEqualTo("[2001:db8::1]:0/9");
    }

    @Test
    void settingsAreChecked() {
        Path conf = RadosStoreSettings.DEFAULT_CONF;
        RadosStoreSettings defaults = RadosStoreSettings.of(conf, "admin", List.of("rbd"));
        assertThat(defaults.handles()).isEqualTo(RadosStoreSettings.DEFAULT_HANDLES);
        assertThat(defaults.connectLimit()).isEqualTo(Duration.ofSeconds(30));
        assertThatThrownBy(() -> RadosStoreSettings.of(conf, "client.admin", List.of("rbd")))
                .hasMessageContaining("admin");
        assertThatThrownBy(() -> RadosStoreSettings.of(conf, "admin", List.of()))
                .hasMessageContaining("pool");
        assertThatThrownBy(() ->
                        new RadosStoreSettings(
                                conf, "admin", List.of("rbd"), 0, Duration.ofSeconds(30)))
                .hasMessageContaining("handles");
        assertThatThrownBy(() ->
                        new RadosStoreSettings(conf, "admin", List.of("rbd"), 1, Duration.ZERO))
                .hasMessageContaining("second");
    }
}
