package dev.rbdgate.rbd.rados;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.rbd.store.SnapContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HintedObjectsTest {

    private static final String OBJECT = "rbd_data.100f6ad4d36b.000000000000002a";

    private final HintedObjects hinted = new HintedObjects();

    @Test
    void anObjectIsRememberedUntilItIsRemoved() {
        long tag = HintedObjects.tag(key(1, ""), OBJECT);
        assertThat(hinted.contains(tag)).isFalse();
        hinted.add(tag);
        assertThat(hinted.contains(tag)).isTrue();
        hinted.remove(tag);
        assertThat(hinted.contains(tag)).isFalse();
    }

    @Test
    void theSameNameElsewhereIsAnotherObject() {
        hinted.add(HintedObjects.tag(key(1, ""), OBJECT));
        assertThat(hinted.contains(HintedObjects.tag(key(2, ""), OBJECT))).isFalse();
        assertThat(hinted.contains(HintedObjects.tag(key(1, "a"), OBJECT))).isFalse();
        assertThat(HintedObjects.tag(key(1, "a"), "bc"))
                .isNotEqualTo(HintedObjects.tag(key(1, "ab"), "c"));
    }

    @Test
    void snapshotsMakeNoOtherObjectOfIt() {
        IoContext.Key later =
                new IoContext.Key(1, "", new SnapContext(3, List.of(3L)), SnapContext.HEAD);
        hinted.add(HintedObjects.tag(key(1, ""), OBJECT));
        assertThat(hinted.contains(HintedObjects.tag(later, OBJECT))).isTrue();
    }

    @Test
    void anObjectInTheSamePlaceTakesItAndIsNotForgottenForTheOther() {
        Map<Integer, Long> seen = new HashMap<>();
        long first = 0;
        long second = 0;
        for (int i = 0; second == 0; i++) {
            long tag = HintedObjects.tag(key(1, ""), "rbd_data.1." + i);
            Long other = seen.put(HintedObjects.place(tag), tag);
            if (other != null) {
                first = other;
                second = tag;
            }
        }
        hinted.add(first);
        hinted.add(second);
        hinted.remove(first);
        assertThat(hinted.contains(first)).isFalse();
        assertThat(hinted.contains(second)).isTrue();
    }

    @Test
    void theObjectsOfAnImageSpreadOverTheTable() {
        int objects = HintedObjects.MAX_OBJECTS / 16;
        for (int i = 0; i < objects; i++) {
            hinted.add(HintedObjects.tag(key(1, ""), "rbd_data.100f6ad4d36b.%016x".formatted(i)));
        }
        int kept = 0;
        for (int i = 0; i < objects; i++) {
            long tag = HintedObjects.tag(key(1, ""), "rbd_data.100f6ad4d36b.%016x".formatted(i));
            kept += hinted.contains(tag) ? 1 : 0;
        }
        assertThat(kept).isGreaterThan(objects * 9 / 10);
    }

    private static IoContext.Key key(long poolId, String namespace) {
        return new IoContext.Key(poolId, namespace, SnapContext.EMPTY, SnapContext.HEAD);
    }
}
