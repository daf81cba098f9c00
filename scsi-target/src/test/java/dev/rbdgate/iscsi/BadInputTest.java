package dev.rbdgate.iscsi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rbdgate.iscsi.pdu.AsyncMessage;
import dev.rbdgate.iscsi.pdu.DataIn;
import dev.rbdgate.iscsi.pdu.LoginResponse;
import dev.rbdgate.iscsi.pdu.NopIn;
import dev.rbdgate.iscsi.pdu.ReadyToTransfer;
import dev.rbdgate.iscsi.pdu.Reject;
import dev.rbdgate.iscsi.pdu.ScsiCommand;
import dev.rbdgate.iscsi.pdu.ScsiResponse;
import dev.rbdgate.iscsi.pdu.SnackRequest;
import dev.rbdgate.iscsi.session.Timeouts;
import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.ScsiTask;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What initiators should not send, and what becomes of them and of the others. */
class BadInputTest {

    private static final int REJECT_DATA_BYTES = 48;

    private final TargetFixture fixture = new TargetFixture();

    @AfterEach
    void stop() {
        fixture.close();
    }

    private static byte[] header(int opcode, int dataSegmentLength) {
        byte[] header = new byte[48];
        header[0] = (byte) opcode;
        header[1] = (byte) 0x80;
        header[5] = (byte) (dataSegmentLength >> 16);
        header[6] = (byte) (dataSegmentLength >> 8);
        header[7] = (byte) dataSegmentLength;
        return header;
    }

    private void assertStillServed(ScriptedInitiator initiator) {
        initiator.send(initiator.nop("still there?"));
        initiator.receive(NopIn.class);
    }

    private static void assertAbortedCommand(ScsiResponse response, int ascAndQualifier) {
        assertThat(response.status()).isEqualTo(2);
        ByteBuf sense = response.data();
        assertThat(sense.getUnsignedByte(2 + 2) & 0xf).isEqualTo(0x0b);
        assertThat(sense.getUnsignedShort(2 + 12)).isEqualTo(ascAndQualifier);
    }

    @Test
    void unknownOpcodeIsRejectedAndTheSessionGoesOn() {
        ScriptedInitiator initiator = fixture.logIn(Map.of());
        byte[] header = header(0x5c, 0);
        initiator.sendBytes(header);
        Reject reject = initiator.receive(Reject.class);
        assertThat(reject.reason()).isEqualTo(0x05);
        byte[] returned = new byte[REJECT_DATA_BYTES];
        reject.data().getBytes(0, returned);
        assertThat(returned).isEqualTo(header);
        assertStillServed(initiator);
    }

    @Test
    void oversizedPduIsRejectedAndTheConnectionClosed() {
        ScriptedInitiator other = fixture.logIn(Map.of());
        ScriptedInitiator initiator = fixture.connect().isid(2);
        initiator.logIn(TargetFixture.TARGET, Map.of());
        initiator.sendBytes(header(0x40, (256 << 10) + 1));
        initiator.sendBytes(new byte[100_000]);
        assertThat(initiator.receive(Reject.class).reason()).isEqualTo(0x09);
        initiator.awaitClose();
        assertStillServed(other);
    }

    @Test
    void truncatedPduEndsWithTheConnection() {
        ScriptedInitiator initiator = fixture.logIn(Map.of());
        initiator.sendBytes(header(0x40, 100_000));
        initiator.sendBytes(new byte[50_000]);
        initiator.close();
        await().until(() -> fixture.target.sessions().isEmpty());
    }

    @Test
    void somethingElseThanALoginClosesTheConnection() {
        for (String bytes : List.of("474554202f20485454502f312e310d0a", "16030100", "41")) {
            ScriptedInitiator initiator = fixture.connect();
            byte[] start = HexFormat.of().parseHex(bytes);
            initiator.sendBytes(start);
            initiator.sendBytes(new byte[48 * 4 - start.length]);
            initiator.awaitClose();
        }
        assertThat(fixture.target.sessions()).isEmpty();
    }

    @Test
    void oversizedLoginClosesTheConnection() {
        ScriptedInitiator initiator = fixture.connect();
        initiator.sendBytes(header(0x43, 8193));
        initiator.awaitClose();
    }

    @Test
    void refusedLoginIsToldWhyAndClosed() {
        ScriptedInitiator initiator = fixture.connect();
        LoginResponse response = initiator.logIn(TargetFixture.TARGET + "x", Map.of());
        assertThat(response.status()).isEqualTo(0x0203);
        initiator.awaitClose();
    }

    @Test
    void connectionThatSaysNothingIsClosed() {
        try (TargetFixture impatient = new TargetFixture(timeouts(Duration.ofMillis(100)))) {
            impatient.connect().awaitClose();
        }
    }

    @Test
    void loginThatNeverEndsIsClosed() {
        try (TargetFixture impatient = new TargetFixture(timeouts(Duration.ofMillis(300)))) {
            ScriptedInitiator initiator = impatient.connect();
            initiator.login(
                    false,
                    1,
                    0,
                    Map.of(
                            "InitiatorName",
                            ScriptedInitiator.NAME,
                            "TargetName",
                            TargetFixture.TARGET));
            initiator.awaitClose();
        }
    }

    private static Timeouts timeouts(Duration login) {
        Duration minute = Duration.ofMinutes(1);
        return new Timeouts(login, minute, minute, minute, minute, minute, Duration.ofMillis(20));
    }

    @Test
    void floodOfConnectionsIsTurnedAwayAndThoseThatLoggedInAreServed() {
        try (TargetFixture small =
                new TargetFixture(TargetFixture.PATIENT, new ConnectionLimits(100, 3), List.of())) {
            ScriptedInitiator good = small.logIn(Map.of());
            List<ScriptedInitiator> flood = Stream.generate(small::connect).limit(4).toList();
            // They are set up by several threads, so any of them may be the one too many.
            await().until(() -> flood.stream().anyMatch(ScriptedInitiator::isClosed));
            assertStillServed(good);
        }
    }

    @Test
    void totalOfConnectionsIsLimitedAndAClosedOneMakesRoom() {
        try (TargetFixture small =
                new TargetFixture(TargetFixture.PATIENT, new ConnectionLimits(2, 2), List.of())) {
            ScriptedInitiator first = small.logIn(Map.of());
            ScriptedInitiator second = small.connect().isid(2);
            second.logIn(TargetFixture.TARGET, Map.of());
            small.connect().awaitClose();
            first.close();
            await().until(() -> small.target.sessions().size() == 1);
            await().ignoreExceptions()
                    .until(() ->
                            small.connect().isid(3).logIn(TargetFixture.TARGET, Map.of()).status()
                                    == 0);
        }
    }

    @Test
    void snackIsRejectedAtErrorRecoveryLevel0() {
        ScriptedInitiator initiator = fixture.logIn(Map.of());
        initiator.send(new SnackRequest(0, 0, 1, -1, 0, 0, 0));
        assertThat(initiator.receive(Reject.class).reason()).isEqualTo(0x03);
        assertStillServed(initiator);
    }

    @Test
    void loginInFullFeaturePhaseIsAProtocolError() {
        ScriptedInitiator initiator = fixture.logIn(Map.of());
        initiator.send(initiator.loginRequest(true, 1, 3, Map.of()));
        assertThat(initiator.receive(Reject.class).reason()).isEqualTo(0x04);
        assertStillServed(initiator);
    }

    @Test
    void commandInADiscoverySessionIsAProtocolError() {
        ScriptedInitiator initiator = fixture.connect();
        initiator.discover();
        ScsiCommand read = initiator.read(0, 1);
        initiator.send(read);
        assertThat(initiator.receive(Reject.class).reason()).isEqualTo(0x04);
        initiator.dataOut(1, -1, 0, 0, true, Unpooled.EMPTY_BUFFER);
        assertThat(initiator.receive(Reject.class).reason()).isEqualTo(0x04);
    }

    @Test
    void commandWithATagInUseIsRejectedAndNotReceived() throws InterruptedException {
        ScriptedInitiator initiator = fixture.logIn(Map.of());
        byte[] cdb = new byte[16];
        cdb[0] = (byte) ScriptedRouter.HOLD;
        ScsiCommand held = initiator.command(false, false, true, cdb, 0, Unpooled.EMPTY_BUFFER);
        initiator.send(held);
        ScsiTask running = fixture.router().takeHeld();
        int cmdSn = initiator.cmdSn();
        initiator.send(
                new ScsiCommand(
                        false,
                        true,
                        false,
                        false,
                        1,
                        0,
                        0,
                        held.initiatorTaskTag(),
                        0,
                        cmdSn,
                        0,
                        held.cdb(),
                        0,
                        Unpooled.EMPTY_BUFFER));
        Reject reject = initiator.receive(Reject.class);
        assertThat(reject.reason()).isEqualTo(0x07);
        assertThat(reject.numbers().expCmdSn()).isEqualTo(cmdSn);
        running.complete(ScsiStatus.GOOD, null, 0, null);
    }

    @Test
    void commandsThatContradictThemselvesAreRejected() {
        ScriptedInitiator initiator = fixture.logIn(Map.of());
        ScsiCommand notFinal = initiator.read(0, 1);
        initiator.send(
                new ScsiCommand(
                        false,
                        false,
                        true,
                        false,
                        1,
                        0,
                        0,
                        notFinal.initiatorTaskTag(),
                        512,
                        notFinal.cmdSn(),
                        0,
                        notFinal.cdb(),
                        0,
                        Unpooled.EMPTY_BUFFER));
        assertThat(initiator.receive(Reject.class).reason()).isEqualTo(0x09);
        initiator.send(
                new ScsiCommand(
                        false,
                        true,
                        true,
                        false,
                        7,
                        0,
                        0,
                        1,
                        512,
                        notFinal.cmdSn(),
                        0,
                        notFinal.cdb(),
                        0,
                        Unpooled.EMPTY_BUFFER));
        assertThat(initiator.receive(Reject.class).reason()).isEqualTo(0x09);
    }

    @Test
    void immediateDataThatWasNotAgreedOnFailsTheCommand() {
        ScriptedInitiator initiator = fixture.logIn(Map.of("ImmediateData", "No"));
        initiator.send(initiator.write(0, 1, true, Unpooled.wrappedBuffer(new byte[512])));
        assertAbortedCommand(initiator.receive(ScsiResponse.class), 0x0c0c);
        assertStillServed(initiator);
    }

    @Test
    void unsolicitedDataThatWasNotAgreedOnFailsTheCommand() {
        ScriptedInitiator initiator = fixture.logIn(Map.of("InitialR2T", "Yes"));
        ScsiCommand write = initiator.write(0, 1, false, Unpooled.EMPTY_BUFFER);
        initiator.send(write);
        assertAbortedCommand(initiator.receive(ScsiResponse.class), 0x0c0c);
        initiator.dataOut(
                write.initiatorTaskTag(), -1, 0, 0, true, Unpooled.wrappedBuffer(new byte[512]));
        assertStillServed(initiator);
    }

    @Test
    void moreImmediateDataThanTheFirstBurstFailsTheCommand() {
        ScriptedInitiator initiator = fixture.logIn(Map.of("FirstBurstLength", "512"));
        initiator.send(initiator.write(0, 2, true, Unpooled.wrappedBuffer(new byte[1024])));
        assertAbortedCommand(initiator.receive(ScsiResponse.class), 0x0c0d);
    }

    @Test
    void dataOutWithAWrongNumberOffsetOrLengthFailsTheCommand() {
        ScriptedInitiator initiator = fixture.logIn(Map.of());
        record Mistake(int dataSn, int offset, int length, boolean isFinal) {}
        for (Mistake mistake :
                List.of(
                        new Mistake(27, 0, 1024, true),
                        new Mistake(0, 512, 1024, true),
                        new Mistake(0, 0, 2048, true),
                        new Mistake(0, 0, 512, true),
                        new Mistake(0, 0, 1024, false))) {
            ScsiCommand write = initiator.write(0, 2, true, Unpooled.EMPTY_BUFFER);
            initiator.send(write);
            ReadyToTransfer r2t = initiator.receive(ReadyToTransfer.class);
            initiator.dataOut(
                    write.initiatorTaskTag(),
                    r2t.targetTransferTag(),
                    mistake.dataSn(),
                    mistake.offset(),
                    mistake.isFinal(),
                    Unpooled.wrappedBuffer(new byte[mistake.length()]));
            assertAbortedCommand(initiator.receive(ScsiResponse.class), 0x0c0d);
        }
        assertStillServed(initiator);
    }

    @Test
    void dataOutForAnotherTransferTagFailsTheCommand() {
        ScriptedInitiator initiator = fixture.logIn(Map.of());
        ScsiCommand write = initiator.write(0, 2, true, Unpooled.EMPTY_BUFFER);
        initiator.send(write);
        ReadyToTransfer r2t = initiator.receive(ReadyToTransfer.class);
        initiator.dataOut(
                write.initiatorTaskTag(),
                r2t.targetTransferTag() + 1,
                0,
                0,
                true,
                Unpooled.wrappedBuffer(new byte[1024]));
        assertAbortedCommand(initiator.receive(ScsiResponse.class), 0x0c0c);
    }

    @Test
    void dataOutForNoTaskIsDropped() {
        ScriptedInitiator initiator = fixture.logIn(Map.of());
        initiator.dataOut(0x999, 5, 0, 0, true, Unpooled.wrappedBuffer(new byte[512]));
        assertStillServed(initiator);
    }

    @Test
    void cmdSnOutsideTheWindowIsIgnored() {
        ScriptedInitiator initiator = fixture.logIn(Map.of());
        ScsiCommand late = initiator.read(0, 1);
        ScsiCommand read = initiator.read(0, 1);
        for (int wrong : new int[] {late.cmdSn() - 1, late.cmdSn() + 1000}) {
            initiator.send(
                    new ScsiCommand(
                            false,
                            true,
                            true,
                            false,
                            1,
                            0,
                            0,
                            0x777,
                            512,
                            wrong,
                            0,
                            late.cdb(),
                            0,
                            Unpooled.EMPTY_BUFFER));
        }
        initiator.send(read);
        initiator.send(late);
        // The later one was held back for the earlier one, and the wrong ones got no answer.
        assertThat(initiator.receive(DataIn.class).initiatorTaskTag())
                .isEqualTo(late.initiatorTaskTag());
        assertThat(initiator.receive(DataIn.class).initiatorTaskTag())
                .isEqualTo(read.initiatorTaskTag());
    }

    @Test
    void wrongDigestIsRejectedAndTheConnectionClosed() {
        ScriptedInitiator initiator =
                fixture.logIn(Map.of("HeaderDigest", "CRC32C", "DataDigest", "CRC32C"));
        initiator.wire().useDigests(true, true);
        byte[] bytes = initiator.wire().bytes(initiator.nop("four"));
        bytes[52] ^= 1;
        initiator.sendBytes(bytes);
        assertThat(initiator.receive(Reject.class).reason()).isEqualTo(0x02);
        initiator.awaitClose();
    }

    @Test
    void initiatorThatDoesNotAnswerAPingIsGivenUp() {
        Duration minute = Duration.ofMinutes(1);
        Duration moment = Duration.ofMillis(100);
        Timeouts timeouts =
                new Timeouts(minute, moment, moment, minute, minute, minute, Duration.ofMillis(20));
        try (TargetFixture impatient = new TargetFixture(timeouts)) {
            ScriptedInitiator silent = impatient.logIn(Map.of());
            NopIn ping = silent.receive(NopIn.class);
            assertThat(ping.initiatorTaskTag()).isEqualTo(-1);
            assertThat(ping.targetTransferTag()).isNotEqualTo(-1);
            silent.awaitClose();
            await().until(() -> impatient.target.sessions().isEmpty());
        }
    }

    @Test
    void initiatorThatDoesNotReadIsStalledAndMemoryStaysBounded() {
        Duration minute = Duration.ofMinutes(1);
        Timeouts timeouts =
                new Timeouts(
                        minute,
                        minute,
                        minute,
                        Duration.ofMillis(500),
                        minute,
                        minute,
                        Duration.ofMillis(20));
        try (TargetFixture impatient = new TargetFixture(timeouts)) {
            ScriptedInitiator deaf = impatient.logIn(Map.of());
            for (int i = 0; i < 200; i++) {
                deaf.send(deaf.read(0, 1024));
            }
            await().until(() -> impatient.target.sessions().isEmpty());
            // 100 MB were asked for; what was executed is what the socket and the limit take.
            assertThat(impatient.routers.getLast().executed.get()).isBetween(1, 100);
        }
    }

    @Test
    void initiatorThatReadsLateGetsEverything() {
        ScriptedInitiator slow = fixture.logIn(Map.of());
        int[] tags = new int[100];
        for (int i = 0; i < tags.length; i++) {
            ScsiCommand read = slow.read(i, 1024);
            tags[i] = read.initiatorTaskTag();
            slow.send(read);
        }
        for (int tag : tags) {
            assertThat(slow.receiveData(tag).readableBytes()).isEqualTo(1024 * 512);
        }
        assertStillServed(slow);
    }

    @Test
    void closingTheSessionTellsTheInitiator() {
        ScriptedInitiator initiator = fixture.logIn(Map.of());
        long id = fixture.target.sessions().getFirst().id();
        assertThat(fixture.target.closeSession(id + 1)).isFalse();
        assertThat(fixture.target.closeSession(id)).isTrue();
        assertThat(initiator.receive(AsyncMessage.class).event()).isEqualTo(3);
        initiator.awaitClose();
    }
}
