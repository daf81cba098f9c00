package dev.rbdgate.iscsi.pdu;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import org.jscsi.parser.ProtocolDataUnit;
import org.jscsi.parser.ProtocolDataUnitFactory;
import org.jscsi.parser.TargetMessageParser;
import org.jscsi.parser.data.DataOutParser;
import org.jscsi.parser.login.LoginRequestParser;
import org.jscsi.parser.r2t.Ready2TransferParser;
import org.jscsi.parser.scsi.SCSICommandParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * jSCSI's codec as a second opinion, where it is right: it is not about digests, additional header
 * segments, task management requests and the residual flags of Data-In.
 */
class JscsiOracleTest {

    static List<Arguments> pdus() {
        return PduLayoutTest.EXAMPLES.stream()
                .filter(example -> !(example.pdu() instanceof TaskManagementRequest))
                .filter(example -> !(example.pdu() instanceof DataIn))
                // It has no parser for these, writes no response code, or wants StatSN 0.
                .filter(example -> !(example.pdu() instanceof AsyncMessage))
                .filter(example -> !(example.pdu() instanceof TaskManagementResponse))
                .filter(example -> !(example.pdu() instanceof LogoutResponse))
                .filter(example -> !(example.pdu() instanceof LoginResponse))
                .map(example -> Arguments.of(example.pdu(), example.hex()))
                .toList();
    }

    private static ProtocolDataUnit parse(String hex) throws Exception {
        ProtocolDataUnit pdu = new ProtocolDataUnitFactory().create("None", "None");
        byte[] bytes = HexFormat.of().parseHex(Wire.hex(hex));
        pdu.deserialize(ByteBuffer.wrap(bytes));
        return pdu;
    }

    @ParameterizedTest
    @MethodSource("pdus")
    void readsOurHeaderAndWritesTheSame(Pdu pdu, String hex) throws Exception {
        ProtocolDataUnit theirs = parse(hex);
        assertThat(theirs.getBasicHeaderSegment().getDataSegmentLength())
                .isEqualTo(pdu.data().readableBytes());
        ByteBuffer written = theirs.serialize();
        written.rewind();
        byte[] header = new byte[Bhs.LENGTH];
        written.get(header);
        assertThat(HexFormat.of().formatHex(header)).isEqualTo(Wire.hex(pdu).substring(0, 96));
    }

    @ParameterizedTest
    @MethodSource("pdus")
    void agreesOnTheSequenceNumbers(Pdu pdu, String hex) throws Exception {
        if (pdu instanceof TargetPdu target) {
            TargetMessageParser theirs =
                    (TargetMessageParser) parse(hex).getBasicHeaderSegment().getParser();
            assertThat(theirs.getStatusSequenceNumber()).isEqualTo(target.numbers().statSn());
            assertThat(theirs.getExpectedCommandSequenceNumber())
                    .isEqualTo(target.numbers().expCmdSn());
            assertThat(theirs.getMaximumCommandSequenceNumber())
                    .isEqualTo(target.numbers().maxCmdSn());
        }
    }

    @Test
    void agreesOnTheFieldsOfAReadCommand() throws Exception {
        ProtocolDataUnit pdu =
                parse(
                        """
                        01 c1 0000  00 000000  0001000000000000  00000010 00001000
                        00000005 00000006  28000000 12340000 08000000 00000000
                        """);
        SCSICommandParser theirs = (SCSICommandParser) pdu.getBasicHeaderSegment().getParser();
        assertThat(theirs.isReadExpectedFlag()).isTrue();
        assertThat(theirs.isWriteExpectedFlag()).isFalse();
        assertThat(theirs.getExpectedDataTransferLength()).isEqualTo(0x1000);
        assertThat(theirs.getTaskAttributes()).isEqualTo(SCSICommandParser.TaskAttributes.SIMPLE);
    }

    @Test
    void agreesOnLoginDataOutAndR2t() throws Exception {
        for (PduLayoutTest.Example example : PduLayoutTest.EXAMPLES) {
            String hex = example.hex();
            switch (example.pdu()) {
                case LoginRequest ours -> {
                    LoginRequestParser theirs =
                            (LoginRequestParser) parse(hex).getBasicHeaderSegment().getParser();
                    assertThat(theirs.getConnectionID()).isEqualTo(ours.cid());
                    assertThat(theirs.getCurrentStageNumber().value())
                            .isEqualTo((byte) ours.currentStage());
                    assertThat(theirs.getNextStageNumber().value())
                            .isEqualTo((byte) ours.nextStage());
                }
                case DataOut ours -> {
                    DataOutParser theirs =
                            (DataOutParser) parse(hex).getBasicHeaderSegment().getParser();
                    assertThat(theirs.getDataSequenceNumber()).isEqualTo(ours.dataSn());
                    assertThat(theirs.getBufferOffset()).isEqualTo((int) ours.bufferOffset());
                }
                case ReadyToTransfer ours -> {
                    Ready2TransferParser theirs =
                            (Ready2TransferParser) parse(hex).getBasicHeaderSegment().getParser();
                    assertThat(theirs.getDesiredDataTransferLength())
                            .isEqualTo(ours.desiredBytes());
                    assertThat(theirs.getBufferOffset()).isEqualTo(ours.bufferOffset());
                }
                default -> {
                    // The others are compared as a whole.
                }
            }
        }
    }
}
