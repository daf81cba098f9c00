package dev.rbdgate.scsi.command;

import static dev.rbdgate.scsi.CopyFixture.FIRST_NAA;
import static dev.rbdgate.scsi.CopyFixture.NEXUS;
import static dev.rbdgate.scsi.CopyFixture.bothUnits;
import static dev.rbdgate.scsi.CopyFixture.cscd;
import static dev.rbdgate.scsi.CopyFixture.join;
import static dev.rbdgate.scsi.CopyFixture.list1;
import static dev.rbdgate.scsi.CopyFixture.list4;
import static dev.rbdgate.scsi.CopyFixture.read;
import static dev.rbdgate.scsi.CopyFixture.segment;
import static dev.rbdgate.scsi.CopyFixture.write;
import static dev.rbdgate.scsi.UnitFixture.OTHER_NEXUS;
import static dev.rbdgate.scsi.UnitFixture.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.block.BlockError;
import dev.rbdgate.block.DeviceCall;
import dev.rbdgate.block.FaultyBlockDevice;
import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.CopyFixture;
import dev.rbdgate.scsi.FakeTask;
import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.TaskManagement;
import dev.rbdgate.scsi.copy.CopyObserver;
import dev.rbdgate.scsi.unit.TaskRouter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ExtendedCopyTest {

    private static final byte[] ONE_COPY = segment(0, 1, 16, 8, 64);

    private final CopyFixture fixture = new CopyFixture();

    private static FakeTask assertAborted(FakeTask task, int asc, int segment) {
        task.assertSense(SenseKey.COPY_ABORTED, asc);
        assertThat(task.sense().commandSpecific()).isEqualTo(OptionalLong.of(segment));
        return task;
    }

    private static void assertSegmentPointer(FakeTask task, int byteOffset) {
        assertThat("%06x".formatted(task.sense().fieldPointer()))
                .isEqualTo("a0%04x".formatted(byteOffset));
    }

    @Test
    void theLiteralListOfTheStandardCopiesBetweenTwoUnits() {
        write(fixture.first, 8 * 512, pattern(16, 3));
        byte[] list =
                HexFormat.of()
                        .parseHex(
                                ("01 00 0040 00000000 0000001c 00000000"
                                                + "e4 00 0000 01 03 00 08 3000000000000001"
                                                + "00".repeat(12)
                                                + "00 000200"
                                                + "e4 00 0000 01 03 00 08 3000000000000002"
                                                + "00".repeat(12)
                                                + "00 000200"
                                                + "02 00 0018 0000 0001 0000 0010"
                                                + "0000000000000008 0000000000000040")
                                        .replace(" ", ""));

        FakeTask task = fixture.lid1(list);

        assertThat(task.assertGood().fullLength()).isEqualTo(list.length);
        assertThat(read(fixture.second, 64 * 512, 16 * 512)).isEqualTo(pattern(16, 3));
        assertThat(read(fixture.second, 0, 64 * 512)).isEqualTo(new byte[64 * 512]);
        assertThat(read(fixture.second, 80 * 512, 512)).isEqualTo(new byte[512]);
    }

    @Test
    void aUnitMayBeNamedByItsT10VendorIdOrAsTheOneThatIsAsked() {
        write(fixture.first, 0, pattern(4, 3));
        byte[] t10 =
                HexFormat.of()
                        .parseHex(
                                "e4000000"
                                        + "0201000f"
                                        + hex("RBDGATE serial2")
                                        + "0000000000"
                                        + "00000000");

        fixture.lid1(list1(1, 0, t10, segment(0xffff, 0, 4, 0, 8))).assertGood();

        assertThat(read(fixture.second, 8 * 512, 4 * 512)).isEqualTo(pattern(4, 3));
    }

    private static String hex(String text) {
        return HexFormat.of().formatHex(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void segmentsAreCopiedInTheirOrder() {
        write(fixture.first, 0, pattern(4, 3));

        fixture.lid1(
                        list1(
                                1,
                                0,
                                bothUnits(),
                                join(segment(0, 1, 4, 0, 0), segment(1, 0, 4, 0, 100))))
                .assertGood();

        assertThat(read(fixture.first, 100 * 512, 4 * 512)).isEqualTo(pattern(4, 3));
    }

    @ParameterizedTest
    @ValueSource(ints = {4, 100})
    void overlappingRangesAreCopiedAsIfAllHadBeenReadBefore(int from) {
        write(fixture.first, from * 512L, pattern(1500, 3));

        fixture.lid1(list1(1, 0, cscd(FIRST_NAA), segment(0, 0, 1500, from, 50))).assertGood();

        assertThat(read(fixture.first, 50 * 512, 1500 * 512)).isEqualTo(pattern(1500, 3));
    }

    @Test
    void whatTheSourceHasNotAllocatedIsGivenBackAtTheDestination() {
        write(fixture.second, 0, pattern(512, 1));
        write(fixture.first, 64 * 512, pattern(8, 3));

        fixture.lid1(list1(1, 0, bothUnits(), segment(0, 1, 512, 0, 0))).assertGood();

        assertThat(fixture.second.usedBytes()).isEqualTo(8 * 512);
        assertThat(read(fixture.second, 64 * 512, 8 * 512)).isEqualTo(pattern(8, 3));
    }

    @Test
    void unitsOfOtherBlockLengthsCountTheirOwnBlocks() {
        CopyFixture mixed = new CopyFixture(CopyObserver.NONE, 1 << 20, 4096, memory -> memory);
        write(mixed.first, 0, pattern(16, 3));
        byte[] large = cscd(CopyFixture.SECOND_NAA);
        large[29] = 0;
        large[30] = 0x10;
        byte[] cscds = join(cscd(FIRST_NAA), large);

        mixed.lid1(list1(1, 0, cscds, segment(0, 1, 16, 0, 3))).assertGood();
        byte[] counted = segment(0, 1, 1, 8, 7);
        counted[1] = 2;
        mixed.lid1(list1(1, 0, cscds, counted)).assertGood();

        assertThat(read(mixed.second, 3 * 4096, 16 * 512)).isEqualTo(pattern(16, 3));
        assertThat(read(mixed.second, 7 * 4096, 4096)).isEqualTo(read(mixed.first, 4096, 4096));
        assertAborted(
                mixed.lid1(list1(1, 0, cscds, segment(0, 1, 9, 0, 0))),
                AdditionalSense.UNEXPECTED_INEXACT_SEGMENT,
                0);
    }

    @Test
    void noListAndNoSegmentsCopyNothing() {
        fixture.run(0, "83 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00").assertGood();
        fixture.lid1(list1(1, 0, bothUnits(), new byte[0])).assertGood();
        fixture.lid1(list1(1, 0, bothUnits(), segment(0, 1, 0, 2048, 2048))).assertGood();
        assertThat(fixture.second.usedBytes()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 15, 16, 47, 48, 79, 107})
    void aListThatIsCutShortIsRefused(int bytes) {
        byte[] list = Arrays.copyOf(list1(1, 0, bothUnits(), ONE_COPY), bytes);

        fixture.lid1(list)
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
        assertThat(fixture.second.usedBytes()).isZero();
    }

    @Test
    void aListThatIsNotAllSentIsRefused() {
        byte[] list = list1(1, 0, bothUnits(), ONE_COPY);

        fixture.run(0, "83 00 00 00 00 00 00 00 00 00 00 00 00 70 00 00", list)
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
        fixture.run(0, "83 00 00 00 00 00 00 00 00 00 ff ff ff ff 00 00", list)
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
    }

    @Test
    void moreDescriptorsThanTheLimitAreRefused() {
        byte[] cscds = new byte[0];
        byte[] segments = new byte[0];
        for (int i = 0; i < 65; i++) {
            cscds = join(cscds, cscd(FIRST_NAA));
            segments = join(segments, segment(0, 0, 0, 0, 0));
        }

        fixture.lid1(list1(1, 0, cscds, ONE_COPY))
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.TOO_MANY_CSCD_DESCRIPTORS);
        fixture.lid1(list1(1, 0, bothUnits(), segments))
                .assertSense(
                        SenseKey.ILLEGAL_REQUEST, AdditionalSense.TOO_MANY_SEGMENT_DESCRIPTORS);
        fixture.lid1(list1(1, 0, cscds, segments))
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
        fixture.lid1(list1(1, 0, Arrays.copyOf(cscds, 64 * 32), Arrays.copyOf(segments, 64 * 28)))
                .assertGood();
    }

    @Test
    void otherTypesOfDescriptorsAreRefusedWhereTheyAre() {
        byte[] cscds = bothUnits();
        cscds[32] = (byte) 0xe0;
        byte[] stream = ONE_COPY.clone();
        stream[0] = 3;

        FakeTask task =
                fixture.lid1(list1(1, 0, cscds, ONE_COPY))
                        .assertSense(
                                SenseKey.ILLEGAL_REQUEST,
                                AdditionalSense.UNSUPPORTED_CSCD_DESCRIPTOR_TYPE);
        assertThat(task.sense().fieldPointer()).isEqualTo(0x800000 | 48);
        task =
                fixture.lid1(list1(1, 0, bothUnits(), stream))
                        .assertSense(
                                SenseKey.ILLEGAL_REQUEST,
                                AdditionalSense.UNSUPPORTED_SEGMENT_DESCRIPTOR_TYPE);
        assertThat(task.sense().fieldPointer()).isEqualTo(0x800000 | 80);
        fixture.lid1(list1(1, 0, bothUnits(), Arrays.copyOf(stream, 12)))
                .assertSense(
                        SenseKey.ILLEGAL_REQUEST,
                        AdditionalSense.UNSUPPORTED_SEGMENT_DESCRIPTOR_TYPE);
    }

    @Test
    void descriptorsThatLieAreRefused() {
        byte[] longDesignator = cscd(FIRST_NAA);
        longDesignator[7] = 21;
        byte[] noDesignator = cscd(FIRST_NAA);
        noDesignator[7] = 0;
        byte[] otherBlocks = cscd(FIRST_NAA);
        otherBlocks[30] = 0x10;
        byte[] longSegment = ONE_COPY.clone();
        longSegment[3] = 25;

        fixture.lid1(list1(1, 0, longDesignator, ONE_COPY))
                .assertInvalidFieldInParameterList(23, -1);
        fixture.lid1(list1(1, 0, noDesignator, ONE_COPY)).assertInvalidFieldInParameterList(23, -1);
        fixture.lid1(list1(1, 0, otherBlocks, ONE_COPY)).assertInvalidFieldInParameterList(45, -1);
        fixture.lid1(list1(1, 0, bothUnits(), longSegment))
                .assertInvalidFieldInParameterList(82, -1);
        fixture.lid1(list1(1, 0, Arrays.copyOf(bothUnits(), 33), ONE_COPY))
                .assertInvalidFieldInParameterList(2, -1);
        fixture.lid1(list1(1, 0, bothUnits(), Arrays.copyOf(ONE_COPY, 20)))
                .assertInvalidFieldInParameterList(8, -1);
    }

    @Test
    void inlineDataIsRefused() {
        byte[] list = list1(1, 0, bothUnits(), ONE_COPY);
        list[15] = 4;

        fixture.lid1(list)
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.INLINE_DATA_LENGTH_EXCEEDED);
    }

    @Test
    void listIdentifiersFollowTheirUsage() {
        fixture.lid1(list1(0, 0x18, bothUnits(), ONE_COPY)).assertGood();
        fixture.lid1(list1(1, 0x18, bothUnits(), ONE_COPY))
                .assertInvalidFieldInParameterList(0, -1);
        fixture.lid1(list1(1, 0x08, bothUnits(), ONE_COPY)).assertInvalidFieldInParameterList(1, 4);
        fixture.lid1(list1(1, 0x10, bothUnits(), ONE_COPY)).assertGood();
        fixture.lid1(list1(1, 0x27, bothUnits(), ONE_COPY)).assertGood();
    }

    @Test
    void anIdentifierInUseIsRefusedUntilItsCopyHasEnded() {
        fixture.hold();
        FakeTask running = fixture.lid1(list1(9, 0, bothUnits(), ONE_COPY));

        fixture.lid1(list1(9, 0, bothUnits(), ONE_COPY))
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.OPERATION_IN_PROGRESS);
        assertThat(running.isCompleted()).isFalse();
        fixture.drain();
        running.assertGood();
        FakeTask next = fixture.lid1(list1(9, 0, bothUnits(), ONE_COPY));
        fixture.drain();
        next.assertGood();
    }

    @Test
    void aSegmentWithoutItsUnitIsAbortedWhereItSaysSo() {
        byte[] cscds = join(cscd(FIRST_NAA), cscd(0x3999999999999999L));

        assertSegmentPointer(
                assertAborted(
                        fixture.lid1(list1(1, 0, cscds, ONE_COPY)),
                        AdditionalSense.COPY_TARGET_DEVICE_NOT_REACHABLE,
                        0),
                6);
        assertSegmentPointer(
                assertAborted(
                        fixture.lid1(
                                list1(1, 0, bothUnits(), join(ONE_COPY, segment(2, 1, 16, 8, 64)))),
                        AdditionalSense.UNREACHABLE_COPY_TARGET,
                        1),
                4);
        byte[] tape = cscd(FIRST_NAA);
        tape[1] = 1;
        assertAborted(
                fixture.lid1(list1(1, 0, tape, segment(0, 0, 1, 0, 1))),
                AdditionalSense.INCORRECT_COPY_TARGET_DEVICE_TYPE,
                0);
    }

    @Test
    void whatANexusDoesNotSeeItCannotCopy() {
        TaskRouter narrow = CopyFixture.routerOf(OTHER_NEXUS, false, fixture.firstUnit);
        byte[] list = list1(1, 0, bothUnits(), segment(1, 0, 16, 0, 0));
        write(fixture.second, 0, pattern(16, 1));

        FakeTask task =
                CopyFixture.run(
                        narrow,
                        OTHER_NEXUS,
                        0,
                        "83 00 00 00 00 00 00 00 00 00 %08x 00 00".formatted(list.length),
                        list);

        assertAborted(task, AdditionalSense.COPY_TARGET_DEVICE_NOT_REACHABLE, 0);
        assertThat(fixture.first.usedBytes()).isZero();
    }

    @Test
    void aSegmentBeyondAnEndPointsAtItsLbaAndChangesNothing() {
        assertSegmentPointer(
                assertAborted(
                        fixture.lid1(list1(1, 0, bothUnits(), segment(0, 1, 2, 2047, 0))),
                        AdditionalSense.NONE,
                        0),
                12);
        assertSegmentPointer(
                assertAborted(
                        fixture.lid1(list1(1, 0, bothUnits(), segment(0, 1, 2, 0, -1))),
                        AdditionalSense.NONE,
                        0),
                20);
        assertThat(fixture.second.usedBytes()).isZero();
    }

    @Test
    void aReservedOrReadOnlyDestinationFailsTheSegment() {
        write(fixture.first, 0, pattern(16, 1));
        TaskRouter other = CopyFixture.routerOf(OTHER_NEXUS, false, fixture.secondUnit);
        byte[] register =
                HexFormat.of().parseHex("0000000000000000" + "0000000000000001" + "00".repeat(8));
        byte[] reserve =
                HexFormat.of().parseHex("0000000000000001" + "0000000000000000" + "00".repeat(8));
        CopyFixture.run(other, OTHER_NEXUS, 0, "5f 00 00 00 00 00 00 00 18 00", register)
                .assertGood();
        CopyFixture.run(other, OTHER_NEXUS, 0, "5f 01 01 00 00 00 00 00 18 00", reserve)
                .assertGood();

        assertAborted(
                fixture.lid1(list1(1, 0, bothUnits(), segment(0, 1, 16, 0, 0))),
                AdditionalSense.THIRD_PARTY_DEVICE_FAILURE,
                0);
        fixture.lid1(list1(1, 0, bothUnits(), segment(1, 0, 16, 0, 0))).assertGood();
        assertThat(fixture.second.usedBytes()).isZero();

        CopyFixture.run(other, OTHER_NEXUS, 0, "5f 02 01 00 00 00 00 00 18 00", reserve)
                .assertGood();
        CopyFixture.run(other, OTHER_NEXUS, 0, "5f 01 03 00 00 00 00 00 18 00", reserve)
                .assertGood();
        assertAborted(
                fixture.lid1(list1(1, 0, bothUnits(), segment(1, 0, 16, 0, 0))),
                AdditionalSense.THIRD_PARTY_DEVICE_FAILURE,
                0);
        TaskRouter readOnly =
                CopyFixture.routerOf(NEXUS, true, fixture.firstUnit, fixture.secondUnit);
        byte[] list = list1(1, 0, bothUnits(), segment(1, 0, 16, 0, 0));
        assertAborted(
                CopyFixture.run(
                        readOnly,
                        NEXUS,
                        0,
                        "83 00 00 00 00 00 00 00 00 00 %08x 00 00".formatted(list.length),
                        list),
                AdditionalSense.THIRD_PARTY_DEVICE_FAILURE,
                0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"READ", "WRITE", "UNMAP"})
    void aStorageErrorFailsTheSegment(String call) {
        CopyFixture faulty =
                new CopyFixture(
                        CopyObserver.NONE,
                        1 << 20,
                        512,
                        memory ->
                                new FaultyBlockDevice(
                                        memory,
                                        (each, _, _) ->
                                                each == DeviceCall.valueOf(call)
                                                        ? BlockError.READ_ERROR
                                                        : null));
        write(faulty.first, 0, pattern(8, 1));

        assertAborted(
                faulty.lid1(
                        list1(
                                1,
                                0,
                                bothUnits(),
                                join(segment(1, 0, 8, 0, 100), segment(0, 0, 8, 0, 16)))),
                AdditionalSense.THIRD_PARTY_DEVICE_FAILURE,
                call.equals("UNMAP") ? 0 : 1);
    }

    @Test
    void aUnitThatIsNotReadyFailsTheSegment() {
        fixture.secondUnit.detach();

        assertAborted(
                fixture.lid1(list1(1, 0, bothUnits(), ONE_COPY)),
                AdditionalSense.THIRD_PARTY_DEVICE_FAILURE,
                0);
    }

    @Test
    void lid4CopiesInTheBackgroundWhenItShallNotWait() {
        write(fixture.first, 0, pattern(16, 3));
        fixture.hold();

        FakeTask task = fixture.lid4(list4(77, true, bothUnits(), segment(0, 1, 16, 0, 8)));

        task.assertGood();
        assertThat(fixture.manager.running()).hasSize(1);
        fixture.drain();
        assertThat(fixture.manager.running()).isEmpty();
        assertThat(read(fixture.second, 8 * 512, 16 * 512)).isEqualTo(pattern(16, 3));
    }

    @Test
    void lid4WaitsOtherwise() {
        fixture.hold();
        write(fixture.first, 0, pattern(16, 3));
        FakeTask task = fixture.lid4(list4(77, false, bothUnits(), segment(0, 1, 16, 0, 8)));

        assertThat(task.isCompleted()).isFalse();
        fixture.drain();
        task.assertGood();
    }

    @ParameterizedTest
    @CsvSource({"0, 2, 0, -1", "3, 33, 2, -1", "15, 2, 15, 1", "16, 0, 16, -1", "1, 8, 1, 4"})
    void theFieldsOfALid4HeaderAreChecked(int changed, byte to, int byteOffset, int bit) {
        byte[] list = list4(77, false, bothUnits(), ONE_COPY);
        list[changed] = to;

        fixture.lid4(list).assertInvalidFieldInParameterList(byteOffset, bit);
    }

    @Test
    void aBackgroundCopyNeedsAnIdentifier() {
        byte[] list = list4(0, true, bothUnits(), ONE_COPY);
        list[1] = 0x18;
        fixture.lid4(list).assertInvalidFieldInParameterList(15, 0);
        byte[] named = list4(5, false, bothUnits(), ONE_COPY);
        named[1] = 0x18;
        fixture.lid4(named).assertInvalidFieldInParameterList(20, -1);
        fixture.lid4(Arrays.copyOf(list, 47))
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.PARAMETER_LIST_LENGTH_ERROR);
    }

    @Test
    void anAbortedCommandEndsItsCopyAfterTheChunkUnderWay() {
        write(fixture.first, 0, pattern(2048, 3));
        fixture.hold();
        FakeTask task = fixture.lid1(list1(1, 0, bothUnits(), segment(0, 1, 2048, 0, 0)));

        var ended =
                fixture.router.manage(
                        new TaskManagement.Request(TaskManagement.Function.ABORT_TASK, 0, task));

        assertThat(ended).isNotDone();
        fixture.drain();
        assertThat(ended).isCompleted();
        assertThat(task.status()).isEqualTo(ScsiStatus.TASK_ABORTED);
        assertThat(fixture.manager.running()).isEmpty();
    }

    @Test
    void aResetOfTheDestinationEndsTheCopy() {
        write(fixture.first, 0, pattern(2048, 3));
        fixture.hold();
        FakeTask task = fixture.lid1(list1(1, 0, bothUnits(), segment(0, 1, 2048, 0, 0)));

        var ended =
                fixture.router.manage(
                        new TaskManagement.Request(
                                TaskManagement.Function.LOGICAL_UNIT_RESET, 1L << 48, null));
        fixture.drain();

        assertThat(ended).isCompleted();
        task.assertSense(SenseKey.COPY_ABORTED, AdditionalSense.NONE);
    }

    @Test
    void theLossOfTheNexusEndsItsBackgroundCopy() {
        CopyFixture large = new CopyFixture(CopyObserver.NONE, 8 << 20, 512, memory -> memory);
        write(large.first, 0, pattern(16384, 3));
        large.hold();
        large.lid4(list4(77, true, bothUnits(), segment(0, 1, 16384, 0, 0))).assertGood();

        large.router.nexusLost();
        large.drain();

        assertThat(large.manager.running()).isEmpty();
        assertThat(large.second.usedBytes()).isLessThan(8 << 20);
    }

    @Test
    void moreCopiesThanTheLimitAreBusy() {
        fixture.hold();
        for (int id = 1; id <= 64; id++) {
            fixture.lid4(list4(id, true, bothUnits(), ONE_COPY)).assertGood();
        }

        assertThat(fixture.lid4(list4(65, true, bothUnits(), ONE_COPY)).status())
                .isEqualTo(ScsiStatus.BUSY);
        fixture.drain();
        fixture.lid4(list4(65, true, bothUnits(), ONE_COPY)).assertGood();
        fixture.drain();
    }
}
