package dev.rbdgate.scsi.reservation;

import static dev.rbdgate.scsi.reservation.Hosts.illegal;
import static dev.rbdgate.scsi.reservation.Hosts.illegalField;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The parameter lists of PERSISTENT RESERVE OUT, byte by byte (SPC-5 6.17.3, 6.17.4, 7.6.4.6). */
final class PersistentReserveOutListTest {

    private static final String KEYS = "0102030405060708 1112131415161718";
    private static final long KEY = 0x0102030405060708L;
    private static final long ACTION_KEY = 0x1112131415161718L;

    /** iqn.x:a with an ISID, terminated and padded to 24 bytes. */
    private static final String PORT = "45 00 0018" + text("iqn.x:a,i,0x0023d000001");

    private static final TransportId PORT_ID = new TransportId("iqn.x:a", 0x23d000001L);

    @Test
    void registerCarriesItsKeysAndBits() {
        assertThat(decode(OutServiceAction.REGISTER, 0x00, KEYS + "00000000 05 000000"))
                .isEqualTo(new Register(false, KEY, ACTION_KEY, false, List.of(), true, true));
        assertThat(decode(OutServiceAction.REGISTER, 0x00, KEYS + "00000000 00 000000"))
                .isEqualTo(new Register(false, KEY, ACTION_KEY, false, List.of(), false, false));
    }

    @Test
    void registerAndIgnoreCarriesItsKeysAndBits() {
        assertThat(
                        decode(
                                OutServiceAction.REGISTER_AND_IGNORE_EXISTING_KEY,
                                0x00,
                                KEYS + "00000000 01 000000"))
                .isEqualTo(new Register(true, KEY, ACTION_KEY, false, List.of(), false, true));
    }

    @Test
    void theOthersCarryKeysScopeAndType() {
        String list = KEYS + "00000000 01 000000";

        assertThat(decode(OutServiceAction.RESERVE, 0x05, list)).isEqualTo(new Reserve(KEY, 0, 5));
        assertThat(decode(OutServiceAction.RELEASE, 0x15, list)).isEqualTo(new Release(KEY, 1, 5));
        assertThat(decode(OutServiceAction.CLEAR, 0xff, list)).isEqualTo(new Clear(KEY));
        assertThat(decode(OutServiceAction.PREEMPT, 0x08, list))
                .isEqualTo(new Preempt(KEY, ACTION_KEY, 0, 8, false));
        assertThat(decode(OutServiceAction.PREEMPT_AND_ABORT, 0xf8, list))
                .isEqualTo(new Preempt(KEY, ACTION_KEY, 15, 8, true));
        assertThat(decode(OutServiceAction.REPLACE_LOST_RESERVATION, 0x03, list))
                .isEqualTo(new ReplaceLostReservation(KEY, ACTION_KEY, 0, 3, true));
    }

    @Test
    void serviceActionsAreNumberedAsInTheStandard() {
        assertThat(OutServiceAction.values())
                .extracting(OutServiceAction::code)
                .containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(OutServiceAction.REGISTER_AND_MOVE.code()).isEqualTo(7);
        assertThat(InServiceAction.REPORT_CAPABILITIES.code()).isEqualTo(2);
    }

    @Test
    void registerWithSpecifiedPortsReadsEachTransportId() {
        String second = "45 00 0014" + text("iqn.Y,i,0xA1") + "0000 0000 0000 0000";

        assertThat(
                        decode(
                                OutServiceAction.REGISTER,
                                0x00,
                                KEYS + "00000000 08 000000 00000034" + PORT + second))
                .isEqualTo(
                        new Register(
                                false,
                                KEY,
                                ACTION_KEY,
                                true,
                                List.of(PORT_ID, new TransportId("iqn.y", 0xa1)),
                                false,
                                false));
    }

    @Test
    void registerWithSpecifiedPortsMayNameNone() {
        assertThat(decode(OutServiceAction.REGISTER, 0x00, KEYS + "00000000 08 000000 00000000"))
                .isEqualTo(new Register(false, KEY, ACTION_KEY, true, List.of(), false, false));
    }

    @Test
    void registerAndMoveHasItsOwnLayout() {
        assertThat(
                        decode(
                                OutServiceAction.REGISTER_AND_MOVE,
                                0x05,
                                KEYS + "00 03 0002 0000001c" + PORT))
                .isEqualTo(new RegisterAndMove(KEY, ACTION_KEY, true, true, 2, PORT_ID));
        assertThat(
                        decode(
                                OutServiceAction.REGISTER_AND_MOVE,
                                0x05,
                                KEYS + "00 01 ffff 0000001c" + PORT))
                .isEqualTo(new RegisterAndMove(KEY, ACTION_KEY, false, true, 0xffff, PORT_ID));
    }

    @ParameterizedTest
    @EnumSource
    void aListThatIsTooShortIsRefused(OutServiceAction action) {
        illegal(() -> decode(action, 0x01, ""), 0x1a00);
        illegal(() -> decode(action, 0x01, KEYS), 0x1a00);
        illegal(() -> decode(action, 0x01, KEYS + "00000000 000000"), 0x1a00);
    }

    @ParameterizedTest
    @EnumSource
    void aListThatIsTooLongIsRefused(OutServiceAction action) {
        illegal(() -> decode(action, 0x01, KEYS + "00000000 00000000 00"), 0x1a00);
        illegal(
                () ->
                        PersistentReserveOutList.checkLength(
                                action, PersistentReserveOutList.MAX_BYTES + 1L),
                0x1a00);
        illegal(() -> PersistentReserveOutList.checkLength(action, 0xffffffffL), 0x1a00);
    }

    @Test
    void lengthsAreCheckedBeforeAnythingIsReceived() {
        assertThatCode(
                        () -> {
                            PersistentReserveOutList.checkLength(OutServiceAction.REGISTER, 24);
                            PersistentReserveOutList.checkLength(OutServiceAction.REGISTER, 65536);
                            PersistentReserveOutList.checkLength(OutServiceAction.CLEAR, 24);
                            PersistentReserveOutList.checkLength(
                                    OutServiceAction.REGISTER_AND_MOVE, 52);
                        })
                .doesNotThrowAnyException();
        illegal(() -> PersistentReserveOutList.checkLength(OutServiceAction.CLEAR, 28), 0x1a00);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"REGISTER", "REGISTER_AND_MOVE"})
    void specifiedPortsGoWithRegisterOnly(OutServiceAction action) {
        illegalField(() -> decode(action, 0x01, KEYS + "00000000 08 000000"), 20);
    }

    @Test
    void allTargetPortsDoNotGoWithReplaceLostReservation() {
        illegalField(
                () ->
                        decode(
                                OutServiceAction.REPLACE_LOST_RESERVATION,
                                0x01,
                                KEYS + "00000000 04 000000"),
                20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"00000000", "0000001b", "0000001d", "ffffffff", "8000001c"})
    void transportIdLengthsMustTellTheTruth(String length) {
        illegal(
                () ->
                        decode(
                                OutServiceAction.REGISTER,
                                0,
                                KEYS + "00000000 08 000000" + length + PORT),
                0x1a00);
        illegal(
                () ->
                        decode(
                                OutServiceAction.REGISTER_AND_MOVE,
                                0,
                                KEYS + "00 00 0001" + length + PORT),
                0x1a00);
    }

    @Test
    void specifiedPortsWithoutTheirLengthAreRefused() {
        illegal(
                () -> decode(OutServiceAction.REGISTER, 0, KEYS + "00000000 08 000000 0000"),
                0x1a00);
    }

    @Test
    void moveTakesExactlyOneTransportId() {
        illegalField(
                () ->
                        decode(
                                OutServiceAction.REGISTER_AND_MOVE,
                                0,
                                KEYS + "00 00 0001 00000038" + PORT + PORT),
                20);
        illegalField(
                () -> decode(OutServiceAction.REGISTER_AND_MOVE, 0, KEYS + "00 00 0001 00000000"),
                24);
    }

    @Test
    void aTransportIdThatIsCutShortIsRefused() {
        illegalField(() -> specified("45 00"), 28);
        illegalField(() -> specified("45 00 001c" + PORT.substring(10)), 30);
        illegalField(() -> specified(PORT + "45 00 00"), 56);
    }

    @Test
    void aTransportIdOfAnotherFormatOrProtocolIsRefused() {
        illegalField(() -> specified("05 00 0018" + text("iqn.x:a" + "\0".repeat(17))), 28);
        illegalField(() -> specified("85 00 0018" + text("iqn.x:a,i,0x0023d000001\0")), 28);
        illegalField(() -> specified("46 00 0018" + text("iqn.x:a,i,0x0023d000001\0")), 28);
    }

    @Test
    void aTransportIdOfAnInvalidLengthIsRefused() {
        illegalField(() -> specified("45 00 0010" + text("iqn.x,i,0x000001")), 30);
        illegalField(() -> specified("45 00 0016" + text("iqn.x:a,i,0x0023d00001")), 30);
        illegalField(() -> specified("45 00 0000"), 30);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "iqn.x:a_____________",
                ",i,0x00023d000001___",
                "iqn.x:a,i,0x________",
                "iqn.x:a,i,0xzz______",
                "iqn.x:a\nc,i,0x23____",
            })
    void aTransportIdWithoutNameSeparatorOrIsidIsRefused(String content) {
        illegalField(() -> specified("45 00 0014" + text(content.replace('_', '\0'))), 32);
    }

    @Test
    void aTransportIdWithATooLongNameOrIsidIsRefused() {
        String name = "iqn." + "x".repeat(220);
        String longName = name + ",i,0x1";
        String longIsid = "iqn.x,i,0x1234567890abc";

        illegalField(() -> specified(transportId(longName)), 32);
        illegalField(() -> specified(transportId(longIsid)), 32);
        assertThat(TransportId.decode(wrap(transportId(name.substring(1) + ",i,0x1"))))
                .isEqualTo(new TransportId(name.substring(1), 1));
    }

    @Test
    void aTransportIdReadsBackAsItWasWritten() {
        TransportId id = new TransportId("iqn.1994-05.com.redhat:host", 0x00023d000001L);

        assertThat(TransportId.decode(ByteBuffer.wrap(id.encode()))).isEqualTo(id);
    }

    private static ReservationAction specified(String ids) {
        int length = wrap(ids).remaining();
        return decode(
                OutServiceAction.REGISTER,
                0,
                KEYS + "00000000 08 000000" + "%08x".formatted(length) + ids);
    }

    private static ReservationAction decode(
            OutServiceAction action, int scopeAndType, String list) {
        return PersistentReserveOutList.decode(action, scopeAndType, wrap(list));
    }

    private static ByteBuffer wrap(String hex) {
        return ByteBuffer.wrap(HexFormat.of().parseHex(hex.replace(" ", "")));
    }

    /** A TransportID of any text, terminated and padded. */
    private static String transportId(String content) {
        int padded = Math.max((content.length() + 4) & ~3, 20);
        return "4500%04x".formatted(padded)
                + text(content + "\0".repeat(padded - content.length()));
    }

    /** The hexadecimal form of a text, which is padded with zeros to a multiple of four. */
    private static String text(String content) {
        String padded = content + "\0".repeat(-content.length() & 3);
        return HexFormat.of().formatHex(padded.getBytes(StandardCharsets.US_ASCII));
    }
}
