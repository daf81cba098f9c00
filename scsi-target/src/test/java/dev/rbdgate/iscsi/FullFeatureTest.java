package dev.rbdgate.iscsi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.iscsi.pdu.Bhs;
import dev.rbdgate.iscsi.pdu.DataIn;
import dev.rbdgate.iscsi.pdu.NopIn;
import dev.rbdgate.iscsi.pdu.ReadyToTransfer;
import dev.rbdgate.iscsi.pdu.ScsiCommand;
import dev.rbdgate.iscsi.pdu.ScsiResponse;
import dev.rbdgate.iscsi.pdu.TextResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Commands, data and text of a session that has logged in. */
class FullFeatureTest {

    private final TargetFixture fixture = new TargetFixture();

    @AfterEach
    void stop() {
        fixture.close();
    }

    static byte[] random(int length, int seed) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static byte[] bytes(ByteBuf buffer) {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.getBytes(buffer.readerIndex(), bytes);
        return bytes;
    }

    @Test
    void nopIsEchoedWithItsData() {
        ScriptedInitiator initiator = fixture.logIn(Map.of());
        initiator.send(initiator.nop("are you there?"));
        NopIn answer = initiator.receive(NopIn.class);
        assertThat(answer.data().toString(StandardCharsets.UTF_8)).isEqualTo("are you there?");
        assertThat(answer.targetTransferTag()).isEqualTo(Bhs.NO_TAG);
        assertThat(answer.numbers().expCmdSn()).isEqualTo(2);
    }

    @Test
    void readIsSplitByTheInitiatorsSegmentLengthAndBurst() {
        ScriptedInitiator initiator =
                fixture.logIn(Map.of("MaxRecvDataSegmentLength", "4096", "MaxBurstLength", "6144"));
        byte[] content = random(16 * 512, 1);
        System.arraycopy(content, 0, fixture.router().memory, 512, content.length);
        ScsiCommand read = initiator.read(1, 16);
        initiator.send(read);
        DataIn first = initiator.receive(DataIn.class);
        assertThat(first.data().readableBytes()).isEqualTo(4096);
        assertThat(first.isFinal()).isFalse();
        assertThat(first.numbers().statSn()).isZero();
        DataIn second = initiator.receive(DataIn.class);
        assertThat(second.bufferOffset()).isEqualTo(4096);
        assertThat(second.data().readableBytes()).isEqualTo(2048);
        assertThat(second.isFinal()).isTrue();
        assertThat(second.hasStatus()).isFalse();
        DataIn third = initiator.receive(DataIn.class);
        assertThat(third.dataSn()).isEqualTo(2);
        assertThat(third.isFinal()).isTrue();
        assertThat(third.hasStatus()).isTrue();
        // The login response had StatSN 1.
        assertThat(third.numbers().statSn()).isEqualTo(2);
        assertThat(bytes(Unpooled.wrappedBuffer(first.data(), second.data(), third.data())))
                .isEqualTo(content);
    }

    @Test
    void writeWithImmediateDataNeedsNoR2t() {
        ScriptedInitiator initiator = fixture.logIn(Map.of());
        byte[] content = random(4096, 2);
        ScsiCommand write = initiator.write(8, 8, true, Unpooled.wrappedBuffer(content));
        initiator.send(write);
        ScsiResponse response = initiator.receive(ScsiResponse.class);
        assertThat(response.status()).isZero();
        assertThat(response.expDataSn()).isZero();
        assertThat(Arrays.copyOfRange(fixture.router().memory, 4096, 8192)).isEqualTo(content);
    }

    @Test
    void longWriteGoesByImmediateUnsolicitedAndSolicitedData() {
        ScriptedInitiator initiator =
                fixture.logIn(
                        Map.of(
                                "InitialR2T", "No",
                                "FirstBurstLength", "8192",
                                "MaxBurstLength", "16384",
                                "MaxOutstandingR2T", "2"));
        byte[] content = random(65536, 3);
        ScsiCommand write =
                initiator.write(0, 128, false, Unpooled.wrappedBuffer(content, 0, 4096));
        initiator.send(write);
        int tag = write.initiatorTaskTag();
        initiator.dataOut(
                tag, Bhs.NO_TAG, 0, 4096, true, Unpooled.wrappedBuffer(content, 4096, 4096));
        int expected = 8192;
        ReadyToTransfer[] r2ts = {
            initiator.receive(ReadyToTransfer.class), initiator.receive(ReadyToTransfer.class)
        };
        for (int i = 0; expected < 65536; i++) {
            ReadyToTransfer r2t = r2ts[i % 2];
            assertThat(r2t.r2tSn()).isEqualTo(i);
            assertThat(r2t.bufferOffset()).isEqualTo(expected);
            assertThat(r2t.desiredBytes()).isEqualTo(Math.min(16384, 65536 - expected));
            int half = r2t.desiredBytes() / 2;
            initiator.dataOut(
                    tag,
                    r2t.targetTransferTag(),
                    0,
                    expected,
                    false,
                    Unpooled.wrappedBuffer(content, expected, half));
            initiator.dataOut(
                    tag,
                    r2t.targetTransferTag(),
                    1,
                    expected + half,
                    true,
                    Unpooled.wrappedBuffer(content, expected + half, r2t.desiredBytes() - half));
            expected += r2t.desiredBytes();
            if (expected + 16384 < 65536) {
                r2ts[i % 2] = initiator.receive(ReadyToTransfer.class);
            }
        }
        ScsiResponse response = initiator.receive(ScsiResponse.class);
        assertThat(response.status()).isZero();
        assertThat(response.expDataSn()).isEqualTo(4);
        assertThat(Arrays.copyOf(fixture.router().memory, content.length)).isEqualTo(content);
    }

    @Test
    void discoveryAnswersTheGrantedTargetsWithTheAddressConnectedTo() {
        ScriptedInitiator initiator = fixture.connect();
        initiator.discover();
        initiator.send(initiator.text(Map.of("SendTargets", "All")));
        TextResponse response = initiator.receive(TextResponse.class);
        assertThat(response.data().toString(StandardCharsets.UTF_8))
                .isEqualTo(
                        "TargetName=%s\0TargetAddress=127.0.0.1:%d,1\0"
                                .formatted(TargetFixture.TARGET, fixture.address.getPort()));
    }
}
