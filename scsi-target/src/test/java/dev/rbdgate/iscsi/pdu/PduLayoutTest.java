package dev.rbdgate.iscsi.pdu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rbdgate.scsi.Cdb;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each PDU of RFC 7143 section 11, byte by byte, in both directions. */
class PduLayoutTest {

    private static final SequenceNumbers NUMBERS =
            new SequenceNumbers(0x11121314, 0x21222324, 0x31323334);

    static ByteBuf text(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    record Example(Pdu pdu, String hex) {}

    static final List<Example> EXAMPLES =
            List.of(
                    new Example(
                            new NopOut(
                                    true, 0x0001000000000000L, 0x01020304, -1, 7, 9, text("ping!")),
                            """
                            40 80 0000  00 000005  0001000000000000  01020304 ffffffff
                            00000007 00000009 00000000 00000000 00000000 00000000
                            70696e67 21000000
                            """),
                    new Example(
                            new NopIn(0x0001000000000000L, -1, 0x0a0b0c0d, NUMBERS, text("")),
                            """
                            20 80 0000  00 000000  0001000000000000  ffffffff 0a0b0c0d
                            11121314 21222324 31323334 00000000 00000000 00000000
                            """),
                    new Example(
                            new ScsiResponse(
                                    0,
                                    2,
                                    0x01020304,
                                    NUMBERS,
                                    5,
                                    Residual.NONE,
                                    new Residual(false, 0x200),
                                    Wire.bytes("0012 700005000000000a00000000240000000000")),
                            """
                            21 82 00 02  00 000014  0000000000000000  01020304 00000000
                            11121314 21222324 31323334 00000005 00000000 00000200
                            0012 700005000000000a00000000240000000000
                            """),
                    new Example(
                            new ScsiResponse(
                                    0,
                                    0,
                                    0x01020304,
                                    NUMBERS,
                                    0,
                                    new Residual(true, 1),
                                    new Residual(true, 0xffffffffL),
                                    text("")),
                            """
                            21 94 00 00  00 000000  0000000000000000  01020304 00000000
                            11121314 21222324 31323334 00000000 00000001 ffffffff
                            """),
                    new Example(
                            new TaskManagementRequest(
                                    true,
                                    1,
                                    0x0002000000000000L,
                                    0x10,
                                    0x20,
                                    0x30,
                                    0x40,
                                    0x50,
                                    0x60),
                            """
                            42 81 0000  00 000000  0002000000000000  00000010 00000020
                            00000030 00000040 00000050 00000060 00000000 00000000
                            """),
                    new Example(
                            new TaskManagementResponse(7, 0x163f0e, 0x10, NUMBERS),
                            """
                            22 80 07 00  00 000000  163f0e0000000000  00000010 00000000
                            11121314 21222324 31323334 00000000 00000000 00000000
                            """),
                    new Example(
                            new DataOut(
                                    true, 3L << 48, 0x10, -1, 0x20, 2, 0xfffffff0L, text("abc")),
                            """
                            05 80 0000  00 000003  0003000000000000  00000010 ffffffff
                            00000000 00000020 00000000 00000002 fffffff0 00000000
                            61626300
                            """),
                    new Example(
                            new DataIn(
                                    true,
                                    true,
                                    0,
                                    0x10,
                                    NUMBERS,
                                    3,
                                    0x1000,
                                    new Residual(false, 0x10),
                                    text("abcd")),
                            """
                            25 83 00 00  00 000004  0000000000000000  00000010 ffffffff
                            11121314 21222324 31323334 00000003 00001000 00000010
                            61626364
                            """),
                    new Example(
                            new ReadyToTransfer(1L << 48, 0x10, 0x20, NUMBERS, 1, 0x40000, 0x10000),
                            """
                            31 80 0000  00 000000  0001000000000000  00000010 00000020
                            11121314 21222324 31323334 00000001 00040000 00010000
                            """),
                    new Example(
                            new AsyncMessage(0, NUMBERS, 1, 0, 0, 30, text("")),
                            """
                            32 80 0000  00 000000  0000000000000000  ffffffff 00000000
                            11121314 21222324 31323334 01 00 0000 0000 001e 00000000
                            """),
                    new Example(
                            new TextRequest(
                                    true,
                                    true,
                                    false,
                                    0,
                                    0x10,
                                    -1,
                                    5,
                                    6,
                                    text("SendTargets=All\0")),
                            """
                            44 80 0000  00 000010  0000000000000000  00000010 ffffffff
                            00000005 00000006 00000000 00000000 00000000 00000000
                            53656e645461726765747 33d416c6c00
                            """),
                    new Example(
                            new TextResponse(false, true, 0, 0x10, 0x20, NUMBERS, text("a=b\0")),
                            """
                            24 40 0000  00 000004  0000000000000000  00000010 00000020
                            11121314 21222324 31323334 00000000 00000000 00000000
                            613d6200
                            """),
                    new Example(
                            new LoginRequest(
                                    true,
                                    false,
                                    1,
                                    3,
                                    0,
                                    0,
                                    0x00023d000001L,
                                    0,
                                    0x10,
                                    1,
                                    5,
                                    6,
                                    text("a=b\0")),
                            """
                            43 87 00 00  00 000004  00023d000001 0000  00000010 0001 0000
                            00000005 00000006 00000000 00000000 00000000 00000000
                            613d6200
                            """),
                    new Example(
                            new LoginResponse(
                                    false,
                                    true,
                                    0,
                                    0,
                                    0,
                                    0,
                                    0x800000000001L,
                                    0xabcd,
                                    0x10,
                                    NUMBERS,
                                    0x0203,
                                    text("")),
                            """
                            23 40 00 00  00 000000  800000000001 abcd  00000010 00000000
                            11121314 21222324 31323334 02 03 0000 00000000 00000000
                            """),
                    new Example(
                            new LogoutRequest(true, 1, 0x10, 3, 5, 6),
                            """
                            46 81 0000  00 000000  0000000000000000  00000010 0003 0000
                            00000005 00000006 00000000 00000000 00000000 00000000
                            """),
                    new Example(
                            new LogoutResponse(2, 0x10, NUMBERS, 2, 20),
                            """
                            26 80 02 00  00 000000  0000000000000000  00000010 00000000
                            11121314 21222324 31323334 00000000 0002 0014 00000000
                            """),
                    new Example(
                            new SnackRequest(1, 1L << 48, 0x10, 0x20, 6, 7, 8),
                            """
                            10 81 0000  00 000000  0001000000000000  00000010 00000020
                            00000000 00000006 00000000 00000000 00000007 00000008
                            """),
                    new Example(
                            new Reject(4, NUMBERS, Wire.bytes("3e80".repeat(24))),
                            """
                            3f 80 04 00  00 000030  0000000000000000  ffffffff 00000000
                            11121314 21222324 31323334 00000000 00000000 00000000
                            """
                                    + "3e80".repeat(24)));

    static Stream<Arguments> pdus() {
        return EXAMPLES.stream().map(example -> Arguments.of(example.pdu(), example.hex()));
    }

    private static Pdu decode(ByteBuf bytes, boolean fromInitiator) {
        int length = bytes.getUnsignedMedium(5);
        ByteBuf data = bytes.retainedSlice(Bhs.LENGTH, length);
        return fromInitiator
                ? InitiatorPdu.decode(bytes, 0, data)
                : TargetPdu.decode(bytes, 0, data);
    }

    @ParameterizedTest
    @MethodSource("pdus")
    void isEncodedAsTheStandardDrawsIt(Pdu pdu, String hex) {
        assertThat(Wire.hex(pdu)).isEqualTo(Wire.hex(hex));
    }

    @ParameterizedTest
    @MethodSource("pdus")
    void isDecodedIntoTheSameRecord(Pdu pdu, String hex) {
        assertThat(decode(Wire.bytes(hex), pdu instanceof InitiatorPdu)).isEqualTo(pdu);
    }

    private static final String READ_10 =
            """
            01 c1 0000  00 000000  0001000000000000  00000010 00001000
            00000005 00000006  28000000 12340000 08000000 00000000
            """;

    @Test
    void scsiCommandHasItsCdbAtOffset32() {
        ScsiCommand command = (ScsiCommand) decode(Wire.bytes(READ_10), true);
        assertThat(command.isFinal()).isTrue();
        assertThat(command.read()).isTrue();
        assertThat(command.write()).isFalse();
        assertThat(command.immediate()).isFalse();
        assertThat(command.attribute()).isEqualTo(1);
        assertThat(command.lun()).isEqualTo(1L << 48);
        assertThat(command.initiatorTaskTag()).isEqualTo(0x10);
        assertThat(command.expectedBytes()).isEqualTo(0x1000);
        assertThat(command.cmdSn()).isEqualTo(5);
        assertThat(command.expStatSn()).isEqualTo(6);
        assertThat(command.cdb()).hasToString("28000000123400000800000000000000");
        assertThat(Wire.hex(command)).isEqualTo(Wire.hex(READ_10));
    }

    @Test
    void expectedDataTransferLengthIsUnsigned() {
        String hex = READ_10.replace("00001000\n", "ffffffff\n");
        assertThat(((ScsiCommand) decode(Wire.bytes(hex), true)).expectedBytes())
                .isEqualTo(0xffffffffL);
    }

    /** A 32-byte CDB and a bidirectional read length, in two additional header segments. */
    private static final String EXTENDED =
            """
            01 e1 0000  07 000000  0001000000000000  00000010 00001000
            00000005 00000006  7f000000 00000018 00090000 00000000
            0011 01 00  00112233 44556677 8899aabb ccddeeff
            0005 02 00  00008000
            """;

    @Test
    void extendedCdbIsReadFromTheAdditionalHeaderSegment() {
        ScsiCommand command = (ScsiCommand) decode(Wire.bytes(EXTENDED), true);
        assertThat(command.cdb())
                .hasToString("7f00000000000018000900000000000000112233445566778899aabbccddeeff");
        assertThat(command.bidirectionalReadBytes()).isEqualTo(0x8000);
        assertThat(Wire.hex(command)).isEqualTo(Wire.hex(EXTENDED));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Longer than all additional header segments.
                "01 0009 01 00 01020304",
                // An extended CDB that adds nothing.
                "01 0001 01 00 00000000",
                // A type nobody has defined.
                "01 0001 05 00 00000000",
                // A bidirectional read length of four bytes less.
                "01 0001 02 00 00000000",
                // Two extended CDBs.
                "04 0002 01 00 aa000000 0002 01 00 aa000000"
            })
    void additionalHeaderSegmentThatContradictsItselfIsRefused(String lengthAndSegment) {
        String hex =
                Wire.hex(READ_10).substring(0, 8)
                        + lengthAndSegment.substring(0, 2)
                        + Wire.hex(READ_10).substring(10)
                        + Wire.hex(lengthAndSegment.substring(2))
                        + "00".repeat(8);
        BadPdu bad = (BadPdu) InitiatorPdu.decode(Wire.bytes(hex), 0, Unpooled.EMPTY_BUFFER);
        assertThat(bad.reason()).isEqualTo(RejectReason.INVALID_PDU_FIELD);
        assertThat(bad.fatal()).isFalse();
    }

    @Test
    void unknownOpcodeIsNotSupportedAndKeepsItsHeader() {
        ByteBuf bytes = Wire.bytes(READ_10).setByte(0, 0x1c);
        BadPdu bad = (BadPdu) decode(bytes, true);
        assertThat(bad.reason()).isEqualTo(RejectReason.COMMAND_NOT_SUPPORTED);
        assertThat(Wire.hex(bad)).isEqualTo(Wire.hex(bytes));
    }

    @Test
    void targetsOpcodeIsNoInitiatorsOpcode() {
        assertThat(decode(Wire.bytes(READ_10).setByte(0, 0x21), true)).isInstanceOf(BadPdu.class);
        assertThatThrownBy(() -> decode(Wire.bytes(READ_10), false))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void dataOfPdusThatHaveNoUseForItIsReleased() {
        for (int opcode : new int[] {0x02, 0x06, 0x10, 0x1c}) {
            ByteBuf data = Unpooled.buffer(4);
            InitiatorPdu pdu = InitiatorPdu.decode(Wire.bytes(READ_10).setByte(0, opcode), 0, data);
            assertThat(pdu.data().readableBytes()).isZero();
            assertThat(data.refCnt()).isZero();
        }
    }

    @Test
    void rejectCarriesTheOffendingHeaderOnly() {
        ScsiCommand command = (ScsiCommand) decode(Wire.bytes(EXTENDED), true);
        Reject reject = Reject.of(RejectReason.TASK_IN_PROGRESS, NUMBERS, command);
        assertThat(reject.reason()).isEqualTo(0x07);
        assertThat(Wire.hex(reject.data())).isEqualTo(Wire.hex(EXTENDED).substring(0, 96));
    }

    @Test
    void residualOverflowsWhenTheCommandHasMoreThanIsExpected() {
        assertThat(Residual.of(512, 1024, 512)).isEqualTo(new Residual(true, 512));
        assertThat(Residual.of(512, 512, 512)).isEqualTo(Residual.NONE);
        assertThat(Residual.of(512, 100, 100)).isEqualTo(new Residual(false, 412));
        assertThat(Residual.of(0, 1L << 40, 0)).isEqualTo(new Residual(true, 0xffffffffL));
    }

    @Test
    void commandPriorityIsTheHighHalfOfTheThirdByte() {
        ByteBuf bytes = Wire.bytes(READ_10);
        bytes.setByte(2, 0xa0);
        ScsiCommand command = (ScsiCommand) decode(bytes, true);
        assertThat(command.priority()).isEqualTo(10);
        assertThat(Wire.hex(command).substring(4, 6)).isEqualTo("a0");
    }

    @Test
    void cdbOfTheRecordIsTheOneThatWasGiven() {
        byte[] cdb = HexFormat.of().parseHex("00".repeat(16));
        ScsiCommand command =
                new ScsiCommand(
                        true, true, false, false, 0, 0, 0, 1, 0, 1, 0, new Cdb(cdb), 0, text(""));
        assertThat(Wire.hex(command)).startsWith("4180");
    }
}
