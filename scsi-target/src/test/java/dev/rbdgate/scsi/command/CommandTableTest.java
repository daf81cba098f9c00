package dev.rbdgate.scsi.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.SenseKey;
import dev.rbdgate.scsi.UnitFixture;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class CommandTableTest {

    private final UnitFixture fixture = UnitFixture.create();

    static Stream<Class<?>> commands() {
        return Arrays.stream(Command.class.getPermittedSubclasses());
    }

    static Stream<CommandEntry> entries() {
        return CommandTable.ENTRIES.stream();
    }

    @Test
    void everyCommandIsInTheTable() {
        Set<Class<?>> inTable =
                entries().map(CommandEntry::type).collect(Collectors.toUnmodifiableSet());

        assertThat(inTable).containsExactlyInAnyOrderElementsOf(commands().toList());
    }

    @ParameterizedTest
    @MethodSource("commands")
    void everyCommandHasATestOfItsOwn(Class<?> command) {
        assertThatCode(() -> Class.forName(command.getName() + "Test")).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @MethodSource("entries")
    void everyEntryHasItsCdbLengthByOperationCodeGroup(CommandEntry entry) {
        // SPC-5 4.2.5.1: the group code gives the length.
        int length =
                switch (entry.operationCode() >> 5) {
                    case 0 -> 6;
                    case 1, 2 -> 10;
                    case 4 -> 16;
                    case 5 -> 12;
                    default -> throw new AssertionError(entry);
                };
        assertThat(entry.usage().length()).isEqualTo(length);
    }

    @ParameterizedTest
    @MethodSource("entries")
    void theNacaBitOfEveryCommandIsRefused(CommandEntry entry) {
        byte[] cdb = cdb(entry);
        int control = cdb.length - 1;
        cdb[control] = 0x04;

        fixture.run(hex(cdb)).assertInvalidFieldInCdb(control, 2);
    }

    @ParameterizedTest
    @MethodSource("entries")
    void aCommandThatChangesDataIsRefusedOnAReadOnlyMapping(CommandEntry entry) {
        ScsiStatus status = null;
        var task = UnitFixture.readOnly().run(hex(cdb(entry)));
        if (entry.access() == Access.CHANGES) {
            task.assertSense(SenseKey.DATA_PROTECT, AdditionalSense.WRITE_PROTECTED);
        } else {
            status = task.status();
            assertThat(
                            status == ScsiStatus.CHECK_CONDITION
                                    && task.sense().key() == SenseKey.DATA_PROTECT)
                    .isFalse();
        }
    }

    @ParameterizedTest
    @MethodSource("entries")
    void aUnitWithoutADeviceIsNotReadyForWhatNeedsOne(CommandEntry entry) {
        fixture.unit.detach();

        var task = fixture.run(hex(cdb(entry)));

        if (entry.access().needsDevice()) {
            task.assertSense(SenseKey.NOT_READY, AdditionalSense.BECOMING_READY);
        } else {
            assertThat(
                            task.status() == ScsiStatus.CHECK_CONDITION
                                    && task.sense().key() == SenseKey.NOT_READY)
                    .isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ff 00 00 00 00 00", "05 00 00 00 00 00", "7f 00 00 00 00 00"})
    void anUnknownOperationCodeIsRefused(String cdb) {
        fixture.run(cdb)
                .assertSense(SenseKey.ILLEGAL_REQUEST, AdditionalSense.INVALID_OPERATION_CODE);
    }

    @Test
    void anUnknownServiceActionPointsAtItsField() {
        fixture.run("9e 1f 00 00 00 00 00 00 00 00 00 00 00 20 00 00")
                .assertInvalidFieldInCdb(1, 4);
    }

    @Test
    void aReservedBitPointsAtItself() {
        fixture.run("00 00 01 00 00 00").assertInvalidFieldInCdb(2, 0);
        fixture.run("28 00 00 00 00 00 40 00 01 00").assertInvalidFieldInCdb(6, 6);
        fixture.run("88 00 00 00 00 00 00 00 00 00 00 00 00 01 80 00")
                .assertInvalidFieldInCdb(14, 7);
    }

    @Test
    void whatFollowsAShortCdbInItsSixteenBytesIsIgnored() {
        fixture.run("00 00 00 00 00 00 ff ff ff ff ff ff ff ff ff ff").assertGood();
    }

    private static byte[] cdb(CommandEntry entry) {
        byte[] cdb = new byte[entry.usage().length()];
        cdb[0] = (byte) entry.operationCode();
        cdb[1] = (byte) Math.max(entry.serviceAction(), 0);
        return cdb;
    }

    private static String hex(byte[] cdb) {
        return java.util.HexFormat.of().formatHex(cdb);
    }
}
