package dev.rbdgate.csi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.rbdgate.csi.v1.*;
import io.grpc.Status.Code;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Snapshots, and volumes made from snapshots and from volumes. */
final class SnapshotTest extends LiveDriverTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private Snapshot snapshot(String volume, String name) {
        return controller()
                .createSnapshot(
                        CreateSnapshotRequest.newBuilder()
                                .setSourceVolumeId(volume)
                                .setName(name)
                                .build())
                .getSnapshot();
    }

    private void delete(String snapshot) {
        var _ =
                controller()
                        .deleteSnapshot(
                                DeleteSnapshotRequest.newBuilder().setSnapshotId(snapshot).build());
    }

    private void deleteVolume(String id) {
        var _ = controller().deleteVolume(DeleteVolumeRequest.newBuilder().setVolumeId(id).build());
    }

    private List<String> list(ListSnapshotsRequest.Builder request) {
        return controller().listSnapshots(request.build()).getEntriesList().stream()
                .map(it -> it.getSnapshot().getSnapshotId())
                .toList();
    }

    @Test
    void aSnapshotIsTakenOnceAndDeletedTwice() {
        String id = volume("s-1").getVolumeId();
        Snapshot first = snapshot(id, "Monday's");
        assertThat(first.getSourceVolumeId()).isEqualTo(id);
        assertThat(first.getSizeBytes()).isEqualTo(16 * MIB);
        assertThat(first.getReadyToUse()).isTrue();
        assertThat(Instant.ofEpochSecond(first.getCreationTime().getSeconds()))
                .isCloseTo(Instant.now(), within(Duration.ofMinutes(1)));
        assertThat(snapshot(id, "Monday's")).isEqualTo(first);
        Expect.refused(Code.FAILED_PRECONDITION, () -> deleteVolume(id));
        delete(first.getSnapshotId());
        delete(first.getSnapshotId());
        deleteVolume(id);
    }

    @Test
    void aNameStandsForOneSnapshotOfOneVolume() {
        String first = volume("s-2").getVolumeId();
        String second = volume("s-3").getVolumeId();
        var _ = snapshot(first, "tuesday");
        Expect.refused(Code.ALREADY_EXISTS, () -> snapshot(second, "tuesday"));
    }

    @Test
    void snapshotsThatMissSomethingAreInvalidAndStrangersNotFound() {
        String id = volume("s-4").getVolumeId();
        Expect.refused(Code.INVALID_ARGUMENT, () -> snapshot(id, ""));
        Expect.refused(Code.INVALID_ARGUMENT, () -> snapshot("", "x"));
        Expect.refused(Code.NOT_FOUND, () -> snapshot("rbd/csi-nothing", "x"));
        Expect.refused(
                Code.INVALID_ARGUMENT,
                () ->
                        controller()
                                .createSnapshot(
                                        CreateSnapshotRequest.newBuilder()
                                                .setSourceVolumeId(id)
                                                .setName("x")
                                                .putParameters("colour", "red")
                                                .build()));
        Expect.refused(Code.INVALID_ARGUMENT, () -> delete(""));
        delete("nonsense");
        delete("rbd/csi-nothing@csi-snap-x");
    }

    @Test
    void anyNameThatTheSpecificationAllowsIsTaken() {
        String id = volume("s-11").getVolumeId();
        String name = "Schnappschuß " + "x".repeat(113);
        Snapshot taken = snapshot(id, name);
        assertThat(taken.getSnapshotId()).startsWith(id + "@");
        assertThat(snapshot(id, name)).isEqualTo(taken);
        assertThat(snapshot(id, name + "y").getSnapshotId()).isNotEqualTo(taken.getSnapshotId());
    }

    @Test
    void listsCanBeNarrowedAndComeInPages() {
        String id = volume("s-5").getVolumeId();
        String first = snapshot(id, "l-1").getSnapshotId();
        String second = snapshot(id, "l-2").getSnapshotId();
        String other = snapshot(volume("s-6").getVolumeId(), "l-3").getSnapshotId();
        assertThat(list(ListSnapshotsRequest.newBuilder())).contains(first, second, other);
        assertThat(list(ListSnapshotsRequest.newBuilder().setSourceVolumeId(id)))
                .containsExactly(first, second);
        assertThat(list(ListSnapshotsRequest.newBuilder().setSnapshotId(other)))
                .containsExactly(other);
        assertThat(
                        list(
                                ListSnapshotsRequest.newBuilder()
                                        .setSnapshotId(other)
                                        .setSourceVolumeId(id)))
                .isEmpty();
        assertThat(list(ListSnapshotsRequest.newBuilder().setSnapshotId("nonsense"))).isEmpty();
        assertThat(list(ListSnapshotsRequest.newBuilder().setSourceVolumeId("nonsense"))).isEmpty();
        var page =
                controller()
                        .listSnapshots(
                                ListSnapshotsRequest.newBuilder()
                                        .setSourceVolumeId(id)
                                        .setMaxEntries(1)
                                        .build());
        assertThat(page.getEntriesCount()).isEqualTo(1);
        assertThat(
                        list(
                                ListSnapshotsRequest.newBuilder()
                                        .setSourceVolumeId(id)
                                        .setStartingToken(page.getNextToken())))
                .containsExactly(second);
        Expect.refused(
                Code.ABORTED,
                () -> list(ListSnapshotsRequest.newBuilder().setStartingToken("nonsense")));
        Expect.refused(
                Code.INVALID_ARGUMENT,
                () -> list(ListSnapshotsRequest.newBuilder().setMaxEntries(-1)));
    }

    @Test
    void oneSnapshotCanBeAskedFor() {
        Snapshot taken = snapshot(volume("s-10").getVolumeId(), "g-1");
        assertThat(one(taken.getSnapshotId())).isEqualTo(taken);
        delete(taken.getSnapshotId());
        Expect.refused(Code.NOT_FOUND, () -> one(taken.getSnapshotId()));
        Expect.refused(Code.NOT_FOUND, () -> one("nonsense"));
        Expect.refused(Code.INVALID_ARGUMENT, () -> one(""));
    }

    private Snapshot one(String id) {
        return controller()
                .getSnapshot(GetSnapshotRequest.newBuilder().setSnapshotId(id).build())
                .getSnapshot();
    }

    @Test
    void aVolumeIsRestoredFromASnapshotAndMayBeLarger() {
        String id = volume("s-7").getVolumeId();
        String taken = snapshot(id, "r-1").getSnapshotId();
        CreateVolumeRequest.Builder restore = creation("restored");
        restore.getCapacityRangeBuilder().setRequiredBytes(32 * MIB);
        restore.getVolumeContentSourceBuilder().getSnapshotBuilder().setSnapshotId(taken);
        Volume restored = controller().createVolume(restore.build()).getVolume();
        assertThat(restored.getCapacityBytes()).isEqualTo(32 * MIB);
        assertThat(restored.getContentSource().getSnapshot().getSnapshotId()).isEqualTo(taken);
        assertThat(controller().createVolume(restore.build()).getVolume()).isEqualTo(restored);
        Expect.refused(
                Code.ALREADY_EXISTS,
                () -> controller().createVolume(restore.clearVolumeContentSource().build()));
        awaitIndependence("restored");
        delete(taken);
        CreateVolumeRequest.Builder small = creation("small");
        String again = snapshot(id, "r-2").getSnapshotId();
        small.getCapacityRangeBuilder().setRequiredBytes(MIB);
        small.getVolumeContentSourceBuilder().getSnapshotBuilder().setSnapshotId(again);
        Expect.refused(Code.OUT_OF_RANGE, () -> controller().createVolume(small.build()));
    }

    @Test
    void aRestoredVolumeThatIsNotFlattenedOutlivesItsSnapshotButHoldsTheOriginal() {
        String id = volume("s-8").getVolumeId();
        String taken = snapshot(id, "f-1").getSnapshotId();
        CreateVolumeRequest.Builder restore = creation("linked").putParameters("flatten", "false");
        restore.getVolumeContentSourceBuilder().getSnapshotBuilder().setSnapshotId(taken);
        String linked = controller().createVolume(restore.build()).getVolume().getVolumeId();
        delete(taken);
        assertThat(list(ListSnapshotsRequest.newBuilder().setSourceVolumeId(id))).isEmpty();
        Expect.refused(Code.FAILED_PRECONDITION, () -> deleteVolume(id));
        deleteVolume(linked);
        deleteVolume(id);
    }

    @Test
    void aCopyOfAVolumeOutlivesIt() {
        String id = volume("s-9").getVolumeId();
        CreateVolumeRequest.Builder copy = creation("copied");
        copy.getVolumeContentSourceBuilder().getVolumeBuilder().setVolumeId(id);
        Volume copied = controller().createVolume(copy.build()).getVolume();
        assertThat(copied.getContentSource().getVolume().getVolumeId()).isEqualTo(id);
        assertThat(controller().createVolume(copy.build()).getVolume()).isEqualTo(copied);
        assertThat(list(ListSnapshotsRequest.newBuilder().setSourceVolumeId(id))).isEmpty();
        awaitIndependence("copied");
        deleteVolume(id);
        assertThat(rest().get("/images/rbd/csi-s-9").isMissing()).isTrue();
        assertThat(rest().get("/images/rbd/csi-copied").isMissing()).isFalse();
    }

    /** Waits for the end of the copying in the background. */
    private void awaitIndependence(String volume) {
        Instant end = Instant.now().plus(LIMIT);
        while (rest().get("/images/rbd/csi-" + volume).ok().path("parent").isString()) {
            assertThat(Instant.now()).isBefore(end);
            Thread.onSpinWait();
        }
    }
}
