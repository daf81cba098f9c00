package dev.rbdgate.gateway.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.rbd.store.ObjectStore;
import dev.rbdgate.scsi.provisioning.SpaceLevel;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class SpaceWatchTest {

    private final List<SpaceLevel> told = new ArrayList<>();
    private ObjectStore.Capacity capacity = new ObjectStore.Capacity(0, 0, 0);

    private SpaceWatch watch(int percent) {
        return new SpaceWatch(() -> capacity, percent, told::add);
    }

    private void available(SpaceWatch watch, long bytes) {
        capacity = new ObjectStore.Capacity(1200, 1000 - bytes, bytes);
        watch.look();
    }

    @Test
    void itIsLowFromTheThresholdOnUntilATenthMoreIsAvailable() {
        SpaceWatch watch = watch(10);
        for (long bytes : new long[] {101, 100, 90, 109, 110, 105, 100}) {
            available(watch, bytes);
        }
        assertThat(told)
                .extracting(SpaceLevel::low)
                .containsExactly(false, true, true, true, false, false, true);
        assertThat(told.getFirst()).isEqualTo(new SpaceLevel(101, 899, 100, false));
    }

    @Test
    void aStoreThatDoesNotKnowItsCapacityTellsNothing() {
        watch(10).look();
        assertThat(told).isEmpty();
    }

    @Test
    void withoutAThresholdNothingIsTold() {
        available(watch(0), 1);
        assertThat(told).isEmpty();
    }
}
