package dev.rbdgate.rbd.cls;

import static dev.rbdgate.rbd.cls.ClassHarness.NOTHING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.rbd.encoding.BitVector;
import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class ObjectMapMethodsTest {

    private final ClassHarness map = new ClassHarness("rbd_object_map.1");

    private static Consumer<Encoder> update(long from, long to, int state) {
        return e -> e.u64(from).u64(to).u8(state).bool(false);
    }

    private static Consumer<Encoder> update(long from, long to, int state, int current) {
        return e -> e.u64(from).u64(to).u8(state).bool(true).u8(current);
    }

    private BitVector load() {
        return map.read("object_map_load", NOTHING, BitVector::decode);
    }

    private BitVector stored() {
        return BitVector.decode(new Decoder(map.content()));
    }

    @Test
    void updatesMakeTheBytesThatCephStored() {
        map.does("object_map_resize", e -> e.u64(25).u8(0));
        for (int object : new int[] {0, 1, 3, 4, 6, 7, 9, 10, 12, 14}) {
            map.does("object_map_update", update(object, object + 1, 1));
        }
        assertThat(HexFormat.of().formatHex(map.content()))
                .isEqualTo(
                        "0e0000000101080000001900000000000000514514440000000c000000"
                                + "1bcac66501000000e667cd62");
        assertThat(load()).isEqualTo(stored());
    }

    @Test
    void updatesMatchTheCurrentStateWithCleanAsExisting() {
        map.does("object_map_resize", e -> e.u64(4).u8(0));
        map.does("object_map_update", update(1, 2, 1));
        map.does("object_map_update", update(2, 3, 2));
        map.does("object_map_update", update(3, 4, 3));
        map.does("object_map_update", update(0, 4, 2, 1));
        assertThat(states()).containsExactly(0, 2, 2, 2);
        map.does("object_map_update", update(0, 4, 0, 2));
        assertThat(states()).containsExactly(0, 0, 0, 0);
    }

    @Test
    void updatesReachAcrossBlocksAndKeepTheirChecksums() {
        long objects = 3 * 16_384 + 5;
        map.does("object_map_resize", e -> e.u64(objects).u8(0));
        map.does("object_map_update", update(16_380, 32_770, 1));
        map.does("object_map_update", update(objects - 1, objects, 3));
        BitVector states = stored();
        assertThat(states.get(16_379)).isZero();
        assertThat(states.get(16_380)).isEqualTo(1);
        assertThat(states.get(32_769)).isEqualTo(1);
        assertThat(states.get(32_770)).isZero();
        assertThat(states.get(objects - 1)).isEqualTo(3);
    }

    @Test
    void updatesOutsideTheMapAreRefused() {
        assertThat(map.write("object_map_update", update(0, 1, 1))).isEqualTo(-Errno.ENOENT);
        map.does("object_map_resize", e -> e.u64(4).u8(0));
        assertThat(map.write("object_map_update", update(3, 5, 1))).isEqualTo(-Errno.ERANGE);
        assertThat(map.write("object_map_update", update(2, 2, 1))).isEqualTo(-Errno.ERANGE);
        assertThat(map.write("object_map_update", update(0, -1, 1))).isEqualTo(-Errno.ERANGE);
    }

    @Test
    void aDamagedBlockIsNotUpdated() {
        map.does("object_map_resize", e -> e.u64(4).u8(0));
        map.write(new Step.Write(18, List.of(ByteBuffer.allocateDirect(1).put((byte) 1).flip())));
        assertThat(map.write("object_map_update", update(0, 1, 1))).isEqualTo(-Errno.EINVAL);
        assertThat(map.refusal("object_map_load", NOTHING)).isEqualTo(Errno.EINVAL);
    }

    @Test
    void resizeKeepsStatesAndDropsOnlyWhatIsInTheDefault() {
        map.does("object_map_resize", e -> e.u64(6).u8(0));
        map.does("object_map_update", update(4, 5, 1));
        assertThat(map.write("object_map_resize", e -> e.u64(4).u8(0))).isEqualTo(-Errno.ESTALE);
        map.does("object_map_resize", e -> e.u64(5).u8(0));
        map.does("object_map_resize", e -> e.u64(9).u8(3));
        assertThat(states()).containsExactly(0, 0, 0, 0, 1, 3, 3, 3, 3);
        assertThat(map.write("object_map_resize", e -> e.u64(256_000_001).u8(0)))
                .isEqualTo(-Errno.EINVAL);
    }

    @Test
    void snapshotsMakeObjectsCleanAndTheirRemovalUndoesIt() {
        map.does("object_map_resize", e -> e.u64(5).u8(0));
        map.does("object_map_update", update(0, 3, 1));
        map.does("object_map_update", update(3, 4, 2));
        BitVector snapshot = stored();
        map.does("object_map_snap_add", NOTHING);
        assertThat(states()).containsExactly(3, 3, 3, 2, 0);
        map.does("object_map_update", update(1, 2, 1));
        snapshot.set(2, 3);
        snapshot.resize(3, 0);
        map.does("object_map_update", update(4, 5, 3));
        map.does("object_map_snap_remove", e -> e.raw(snapshot.toReply()));
        assertThat(states()).containsExactly(1, 1, 3, 2, 1);
    }

    @Test
    void saveReplacesTheMap() {
        BitVector vector = new BitVector(7);
        vector.set(3, 1);
        map.does("object_map_save", e -> e.raw(vector.toReply()));
        assertThat(map.content()).isEqualTo(vector.toStored());
        assertThat(map.write("object_map_save", e -> e.u32(1))).isEqualTo(-Errno.EINVAL);
    }

    private int[] states() {
        BitVector states = stored();
        int[] found = new int[(int) states.size()];
        for (int i = 0; i < found.length; i++) {
            found[i] = states.get(i);
        }
        return found;
    }
}
