package dev.rbdgate.csi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.csi.gateway.GatewayClient;
import dev.rbdgate.csi.v1.*;
import dev.rbdgate.csi.v1.VolumeCapability.AccessMode.Mode;
import io.grpc.Status.Code;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Creation, deletion, expansion and lists of volumes: the tables of the specification. */
final class VolumeLifecycleTest extends LiveDriverTest {

    @Test
    void aVolumeIsMadeOnceAndKeepsItsIdHoweverOftenItIsAskedFor() {
        Volume first = volume("pvc-1");
        assertThat(first.getVolumeId()).isEqualTo("rbd/csi-pvc-1");
        assertThat(first.getCapacityBytes()).isEqualTo(16 * MIB);
        assertThat(first.getVolumeContextMap().get("portals")).matches(".+:3260,\\[.+]:3261");
        assertThat(volume("pvc-1")).isEqualTo(first);
        assertThat(
                        rest().get("/targets/iqn.2026-11.dev.rbdgate:csi-pvc-1/luns/0")
                                .ok()
                                .path("image")
                                .asString())
                .isEqualTo("rbd/csi-pvc-1");
    }

    @Test
    void anyNameThatTheSpecificationAllowsIsTaken() {
        Volume odd = volume("Déjà/vu @ " + "x".repeat(100));
        assertThat(odd.getVolumeId()).matches("rbd/csi-[0-9a-f]{40}");
        assertThat(volume("Déjà/vu @ " + "x".repeat(100))).isEqualTo(odd);
    }

    @Test
    void anotherSizeOrSourceUnderTheSameNameAlreadyExists() {
        Volume volume = volume("pvc-2");
        CreateVolumeRequest.Builder larger = creation("pvc-2");
        larger.getCapacityRangeBuilder().setRequiredBytes(32 * MIB);
        Expect.refused(Code.ALREADY_EXISTS, () -> controller().createVolume(larger.build()));
        CreateVolumeRequest.Builder copy = creation("pvc-2");
        copy.getVolumeContentSourceBuilder().getVolumeBuilder().setVolumeId(volume.getVolumeId());
        Expect.refused(Code.ALREADY_EXISTS, () -> controller().createVolume(copy.build()));
    }

    @Test
    void anUnfinishedCreationIsFinishedByTheNextCall() {
        var _ =
                rest().post(
                                "/images",
                                GatewayClient.object()
                                        .put("pool", "rbd")
                                        .put("name", "csi-half")
                                        .put("size", 16 * MIB))
                        .ok();
        assertThat(volume("half").getVolumeId()).isEqualTo("rbd/csi-half");
        assertThat(grants("rbd/csi-half")).isEmpty();
    }

    @Test
    void sizesFollowTheRange() {
        CreateVolumeRequest.Builder open = creation("size-default").clearCapacityRange();
        assertThat(controller().createVolume(open.build()).getVolume().getCapacityBytes())
                .isEqualTo(1024 * MIB);
        CreateVolumeRequest.Builder odd = creation("size-odd");
        odd.getCapacityRangeBuilder().setRequiredBytes(MIB + 1).setLimitBytes(MIB + 600);
        assertThat(controller().createVolume(odd.build()).getVolume().getCapacityBytes())
                .isEqualTo(MIB + 512);
        CreateVolumeRequest.Builder limited = creation("size-limited");
        limited.getCapacityRangeBuilder().setRequiredBytes(0).setLimitBytes(10 * MIB);
        assertThat(controller().createVolume(limited.build()).getVolume().getCapacityBytes())
                .isEqualTo(10 * MIB);
        CreateVolumeRequest.Builder none = creation("size-none");
        none.getCapacityRangeBuilder().setRequiredBytes(1).setLimitBytes(100);
        Expect.refused(Code.OUT_OF_RANGE, () -> controller().createVolume(none.build()));
        none.getCapacityRangeBuilder().setRequiredBytes(Long.MAX_VALUE).setLimitBytes(0);
        Expect.refused(Code.OUT_OF_RANGE, () -> controller().createVolume(none.build()));
        none.getCapacityRangeBuilder().setRequiredBytes(2).setLimitBytes(1);
        Expect.refused(Code.INVALID_ARGUMENT, () -> controller().createVolume(none.build()));
        none.getCapacityRangeBuilder().setRequiredBytes(-1).setLimitBytes(0);
        Expect.refused(Code.INVALID_ARGUMENT, () -> controller().createVolume(none.build()));
    }

    @Test
    void parametersOfTheStorageClassShapeTheImage() {
        CreateVolumeRequest request =
                creation("shaped")
                        .putParameters("objectSize", "1MiB")
                        .putParameters("stripeUnit", "64KiB")
                        .putParameters("stripeCount", "4")
                        .putParameters("blockSize", "4096")
                        .build();
        var _ = controller().createVolume(request);
        var image = rest().get("/images/rbd/csi-shaped").ok();
        assertThat(image.path("objectSizeBytes").asLong()).isEqualTo(MIB);
        assertThat(image.path("stripeCount").asInt()).isEqualTo(4);
        assertThat(
                        rest().get("/targets/iqn.2026-11.dev.rbdgate:csi-shaped/luns/0")
                                .ok()
                                .path("blockSize")
                                .asInt())
                .isEqualTo(4096);
    }

    @Test
    void creationsThatMissOrMisstateSomethingAreInvalid() {
        List<CreateVolumeRequest.Builder> wrong =
                List.of(
                        creation(""),
                        creation("w").clearVolumeCapabilities(),
                        creation("w")
                                .setVolumeCapabilities(0, VolumeCapability.getDefaultInstance()),
                        creation("w").setVolumeCapabilities(0, mount(Mode.MULTI_NODE_MULTI_WRITER)),
                        creation("w").setVolumeCapabilities(0, block(Mode.UNKNOWN)),
                        creation("w").putParameters("colour", "red"),
                        creation("w").putParameters("stripeCount", "many"),
                        creation("w").putParameters("flatten", "perhaps"),
                        creation("w").putParameters("objectSize", "3"),
                        creation("w").putParameters("blockSize", "3"),
                        creation("w").putParameters("size", "large"),
                        creation("w").putParameters("chap", "perhaps"),
                        creation("w").putParameters("readIops", "fast"),
                        creation("w").putParameters("readIops", "1"),
                        creation("w").putModifiableParameters("iops", "1"),
                        creation("w").putModifiableParameters("objectSize", "1MiB"));
        VolumeCapability.Builder fat = mount(Mode.SINGLE_NODE_WRITER).toBuilder();
        fat.getMountBuilder().setFsType("vfat");
        Expect.refused(
                Code.INVALID_ARGUMENT,
                () ->
                        controller()
                                .createVolume(creation("w").setVolumeCapabilities(0, fat).build()));
        for (CreateVolumeRequest.Builder request : wrong) {
            Expect.refused(Code.INVALID_ARGUMENT, () -> controller().createVolume(request.build()));
        }
        assertThat(rest().get("/images/rbd/csi-w").isMissing()).isTrue();
        assertThat(rest().get("/targets/iqn.2026-11.dev.rbdgate:csi-w").isMissing()).isTrue();
    }

    @Test
    void aSourceThatIsNotThereIsNotFound() {
        CreateVolumeRequest.Builder copy = creation("orphan");
        copy.getVolumeContentSourceBuilder().getVolumeBuilder().setVolumeId("rbd/csi-nothing");
        Expect.refused(Code.NOT_FOUND, () -> controller().createVolume(copy.build()));
        copy.getVolumeContentSourceBuilder()
                .getSnapshotBuilder()
                .setSnapshotId("rbd/csi-nothing@csi-snap-x");
        Expect.refused(Code.NOT_FOUND, () -> controller().createVolume(copy.build()));
        copy.getVolumeContentSourceBuilder().getSnapshotBuilder().setSnapshotId("nonsense");
        Expect.refused(Code.NOT_FOUND, () -> controller().createVolume(copy.build()));
        copy.getVolumeContentSourceBuilder().getSnapshotBuilder().setSnapshotId("");
        Expect.refused(Code.INVALID_ARGUMENT, () -> controller().createVolume(copy.build()));
    }

    private void delete(String id) {
        var _ = controller().deleteVolume(DeleteVolumeRequest.newBuilder().setVolumeId(id).build());
    }

    @Test
    void aVolumeIsDeletedWithItsTargetAndDeletingItAgainSucceeds() {
        String id = volume("gone").getVolumeId();
        delete(id);
        assertThat(rest().get("/images/rbd/csi-gone").isMissing()).isTrue();
        assertThat(rest().get("/targets/iqn.2026-11.dev.rbdgate:csi-gone").isMissing()).isTrue();
        delete(id);
        delete("not an id of ours");
        Expect.refused(Code.INVALID_ARGUMENT, () -> delete(""));
    }

    @Test
    void aVolumeInUseIsNotDeleted() {
        String id = volume("used").getVolumeId();
        var _ = controller().controllerPublishVolume(publication(id).build());
        Expect.refused(Code.FAILED_PRECONDITION, () -> delete(id));
        assertThat(grants(id)).containsExactly(NODE);
    }

    private long expand(String id, long required, long limit) {
        ControllerExpandVolumeRequest.Builder request =
                ControllerExpandVolumeRequest.newBuilder().setVolumeId(id);
        request.getCapacityRangeBuilder().setRequiredBytes(required).setLimitBytes(limit);
        var answer = controller().controllerExpandVolume(request.build());
        assertThat(answer.getNodeExpansionRequired()).isTrue();
        return answer.getCapacityBytes();
    }

    @Test
    void aVolumeGrowsAndNeverShrinks() {
        String id = volume("growing").getVolumeId();
        assertThat(expand(id, 32 * MIB, 0)).isEqualTo(32 * MIB);
        assertThat(expand(id, 32 * MIB, 0)).isEqualTo(32 * MIB);
        assertThat(expand(id, 16 * MIB, 0)).isEqualTo(32 * MIB);
        assertThat(rest().get("/images/rbd/csi-growing").ok().path("sizeBytes").asLong())
                .isEqualTo(32 * MIB);
        Expect.refused(Code.OUT_OF_RANGE, () -> expand(id, 8 * MIB, 16 * MIB));
        Expect.refused(Code.INVALID_ARGUMENT, () -> expand(id, 0, 0));
        Expect.refused(Code.INVALID_ARGUMENT, () -> expand("", MIB, 0));
        Expect.refused(
                Code.INVALID_ARGUMENT,
                () ->
                        controller()
                                .controllerExpandVolume(
                                        ControllerExpandVolumeRequest.newBuilder()
                                                .setVolumeId(id)
                                                .setVolumeCapability(
                                                        mount(Mode.MULTI_NODE_MULTI_WRITER))
                                                .build()));
        Expect.refused(Code.NOT_FOUND, () -> expand("rbd/csi-nothing", MIB, 0));
    }

    private ValidateVolumeCapabilitiesResponse validate(
            String id, VolumeCapability... capabilities) {
        return controller()
                .validateVolumeCapabilities(
                        ValidateVolumeCapabilitiesRequest.newBuilder()
                                .setVolumeId(id)
                                .addAllVolumeCapabilities(List.of(capabilities))
                                .build());
    }

    @Test
    void capabilitiesAreConfirmedOrTheReasonIsGiven() {
        String id = volume("capable").getVolumeId();
        var good =
                validate(id, mount(Mode.SINGLE_NODE_WRITER), block(Mode.MULTI_NODE_MULTI_WRITER));
        assertThat(good.getConfirmed().getVolumeCapabilitiesCount()).isEqualTo(2);
        var bad = validate(id, mount(Mode.MULTI_NODE_SINGLE_WRITER));
        assertThat(bad.hasConfirmed()).isFalse();
        assertThat(bad.getMessage()).contains("MULTI_NODE_SINGLE_WRITER");
        Expect.refused(Code.INVALID_ARGUMENT, () -> validate(id));
        Expect.refused(Code.INVALID_ARGUMENT, () -> validate("", mount(Mode.SINGLE_NODE_WRITER)));
        Expect.refused(
                Code.NOT_FOUND, () -> validate("rbd/csi-nothing", mount(Mode.SINGLE_NODE_WRITER)));
    }

    @Test
    void listsComeInPagesAndNameTheNodes() {
        List<String> made = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            made.add(volume("list-" + i).getVolumeId());
        }
        var _ =
                rest().post(
                                "/images",
                                GatewayClient.object()
                                        .put("pool", "rbd")
                                        .put("name", "somebody-elses")
                                        .put("size", MIB))
                        .ok();
        var _ = controller().controllerPublishVolume(publication(made.getFirst()).build());
        List<ListVolumesResponse.Entry> listed = new ArrayList<>();
        String token = "";
        do {
            var page =
                    controller()
                            .listVolumes(
                                    ListVolumesRequest.newBuilder()
                                            .setMaxEntries(2)
                                            .setStartingToken(token)
                                            .build());
            assertThat(page.getEntriesCount()).isBetween(1, 2);
            listed.addAll(page.getEntriesList());
            token = page.getNextToken();
        } while (!token.isEmpty());
        assertThat(listed.stream().map(it -> it.getVolume().getVolumeId()))
                .containsAll(made)
                .doesNotHaveDuplicates()
                .noneMatch(it -> it.contains("somebody"));
        assertThat(listed)
                .filteredOn(it -> it.getVolume().getVolumeId().equals(made.getFirst()))
                .allMatch(it -> it.getStatus().getPublishedNodeIdsList().equals(List.of(NODE)));
        Expect.refused(
                Code.ABORTED,
                () ->
                        controller()
                                .listVolumes(
                                        ListVolumesRequest.newBuilder()
                                                .setStartingToken("nonsense")
                                                .build()));
        Expect.refused(
                Code.INVALID_ARGUMENT,
                () ->
                        controller()
                                .listVolumes(
                                        ListVolumesRequest.newBuilder().setMaxEntries(-1).build()));
    }

    /** The token is the last id, so the volume of that id may go, and others may come. */
    @Test
    void aListGoesOnWhenVolumesComeAndGoBetweenPages() {
        for (String name : List.of("turn-b", "turn-d", "turn-f")) {
            var _ = volume(name);
        }
        var request = ListVolumesRequest.newBuilder().setMaxEntries(1);
        String token = "rbd/csi-turn-a";
        var first = controller().listVolumes(request.setStartingToken(token).build());
        assertThat(ids(first)).containsExactly("rbd/csi-turn-b");
        delete("rbd/csi-turn-b");
        var _ = volume("turn-c");
        var second =
                controller().listVolumes(request.setStartingToken(first.getNextToken()).build());
        assertThat(ids(second)).containsExactly("rbd/csi-turn-c");
        delete("rbd/csi-turn-d");
        var third =
                controller().listVolumes(request.setStartingToken(second.getNextToken()).build());
        assertThat(ids(third)).containsExactly("rbd/csi-turn-f");
    }

    private static List<String> ids(ListVolumesResponse page) {
        return page.getEntriesList().stream().map(it -> it.getVolume().getVolumeId()).toList();
    }

    @Test
    void capacityIsTheStoresAndNothingForWhatIsNotOffered() {
        var capacity = controller().getCapacity(GetCapacityRequest.getDefaultInstance());
        assertThat(capacity.getAvailableCapacity()).isPositive();
        assertThat(capacity.getMaximumVolumeSize().getValue()).isGreaterThan(1L << 60);
        assertThat(
                        controller()
                                .getCapacity(
                                        GetCapacityRequest.newBuilder()
                                                .addVolumeCapabilities(
                                                        mount(Mode.MULTI_NODE_MULTI_WRITER))
                                                .build())
                                .getAvailableCapacity())
                .isZero();
    }

    @Test
    void aVolumeTellsItsNodesAndItsCondition() {
        String id = volume("told").getVolumeId();
        var _ = controller().controllerPublishVolume(publication(id).build());
        var told =
                controller()
                        .controllerGetVolume(
                                ControllerGetVolumeRequest.newBuilder().setVolumeId(id).build());
        assertThat(told.getVolume()).isEqualTo(volume("told"));
        assertThat(told.getStatus().getPublishedNodeIdsList()).containsExactly(NODE);
        assertThat(told.getStatus().getVolumeCondition().getAbnormal()).isFalse();
        var _ = rest().delete("/targets/iqn.2026-11.dev.rbdgate:csi-told/luns/0").ok();
        assertThat(
                        controller()
                                .controllerGetVolume(
                                        ControllerGetVolumeRequest.newBuilder()
                                                .setVolumeId(id)
                                                .build())
                                .getStatus()
                                .getVolumeCondition()
                                .getAbnormal())
                .isTrue();
        for (String stranger : List.of("rbd/csi-nothing", "nonsense")) {
            Expect.refused(
                    Code.NOT_FOUND,
                    () ->
                            controller()
                                    .controllerGetVolume(
                                            ControllerGetVolumeRequest.newBuilder()
                                                    .setVolumeId(stranger)
                                                    .build()));
        }
    }

    @Test
    void otherParametersUnderTheSameNameAlreadyExist() {
        CreateVolumeRequest request = creation("par").putParameters("blockSize", "512").build();
        var first = controller().createVolume(request);
        assertThat(controller().createVolume(request)).isEqualTo(first);
        Expect.refused(
                Code.ALREADY_EXISTS,
                () ->
                        controller()
                                .createVolume(
                                        request.toBuilder()
                                                .putParameters("objectSize", "1MiB")
                                                .build()));
    }

    @Test
    void theClassSaysHowLargeAVolumeIsForWhichNoSizeIsAsked() {
        CreateVolumeRequest request =
                creation("sized").clearCapacityRange().putParameters("size", "3GiB").build();
        assertThat(controller().createVolume(request).getVolume().getCapacityBytes())
                .isEqualTo(3072 * MIB);
    }

    @Test
    void whatIsNotOfferedIsNotClaimed() {
        assertThat(
                        controller()
                                .controllerGetCapabilities(
                                        ControllerGetCapabilitiesRequest.getDefaultInstance())
                                .getCapabilitiesList()
                                .stream()
                                .map(it -> it.getRpc().getType()))
                .doesNotHaveDuplicates()
                .doesNotContain(ControllerServiceCapability.RPC.Type.PUBLISH_READONLY);
    }
}
