package dev.rbdgate.iscsi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rbdgate.iscsi.pdu.AsyncMessage;
import dev.rbdgate.iscsi.pdu.DataIn;
import dev.rbdgate.iscsi.pdu.LoginResponse;
import dev.rbdgate.iscsi.pdu.LogoutRequest;
import dev.rbdgate.iscsi.pdu.LogoutResponse;
import dev.rbdgate.iscsi.pdu.NopIn;
import dev.rbdgate.iscsi.pdu.NopOut;
import dev.rbdgate.iscsi.pdu.ReadyToTransfer;
import dev.rbdgate.iscsi.pdu.Reject;
import dev.rbdgate.iscsi.pdu.ScsiCommand;
import dev.rbdgate.iscsi.pdu.ScsiResponse;
import dev.rbdgate.iscsi.pdu.TaskManagementRequest;
import dev.rbdgate.iscsi.pdu.TaskManagementResponse;
import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.ScsiTask;
import dev.rbdgate.scsi.TaskManagement;
import io.netty.buffer.Unpooled;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.data.Index;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions of several connections (RFC 7143 4.2.2 and 6.3). */
class MultiConnectionTest {

    private static final Map<String, String> SEVERAL =
            Map.of("MaxConnections", "8", "InitialR2T", "No");

    private static final int ABORT_TASK_SET = 2;

    private final TargetFixture fixture = new TargetFixture();
    private final ScriptedInitiator first = fixture.connect();
    private final LoginResponse firstLogin = first.logIn(TargetFixture.TARGET, SEVERAL);

    @AfterEach
    void stop() {
        fixture.close();
    }

    private ScriptedInitiator join(int cid) {
        ScriptedInitiator other = fixture.connect().joining(firstLogin.tsih(), cid);
        LoginResponse response = other.logIn(TargetFixture.TARGET, Map.of());
        assertThat(response.status()).isZero();
        assertThat(response.tsih()).isEqualTo(firstLogin.tsih());
        return other;
    }

    private static ScsiCommand hold(ScriptedInitiator initiator) {
        byte[] cdb = new byte[16];
        cdb[0] = (byte) ScriptedRouter.HOLD;
        return initiator.command(false, false, true, cdb, 0, Unpooled.EMPTY_BUFFER);
    }

    @Test
    void asManyConnectionsAsAreOfferedAreAgreedOn() {
        assertThat(ScriptedInitiator.keys(firstLogin.data())).containsEntry("MaxConnections", "4");
        for (int cid = 2; cid <= 4; cid++) {
            join(cid);
        }
        ScriptedInitiator fifth = fixture.connect().joining(firstLogin.tsih(), 5);
        assertThat(fifth.logIn(TargetFixture.TARGET, Map.of()).status()).isEqualTo(0x0206);
        fifth.awaitClose();
        assertThat(fixture.target.sessions())
                .singleElement()
                .satisfies(session -> assertThat(session.connections()).isEqualTo(4));
        assertThat(fixture.routers).hasSize(1);
    }

    @Test
    void oneConnectionIsAgreedOnWhereNothingIsSaid() {
        ScriptedInitiator single = fixture.connect().isid(7);
        LoginResponse login = single.logIn(TargetFixture.TARGET, Map.of());
        ScriptedInitiator second = fixture.connect().isid(7).joining(login.tsih(), 2);
        assertThat(second.logIn(TargetFixture.TARGET, Map.of()).status()).isEqualTo(0x0206);
    }

    @Test
    void connectionOfAnotherInitiatorPortCannotJoin() {
        ScriptedInitiator other = fixture.connect().isid(99).joining(firstLogin.tsih(), 2);
        assertThat(other.logIn(TargetFixture.TARGET, Map.of()).status()).isEqualTo(0x020a);
    }

    @Test
    void commandsAreNumberedAcrossConnectionsAndAnsweredOnTheirOwn() {
        ScriptedInitiator second = join(2);
        ScsiCommand one = first.read(0, 1);
        ScsiCommand two = second.cmdSn(first.cmdSn()).read(1, 1);
        second.send(two);
        second.send(second.immediateNop("two has been taken"));
        NopIn nop = second.receive(NopIn.class);
        assertThat(nop.numbers().expCmdSn()).isEqualTo(one.cmdSn());
        first.send(one);
        assertThat(first.receive(DataIn.class).initiatorTaskTag())
                .isEqualTo(one.initiatorTaskTag());
        DataIn answer = second.receive(DataIn.class);
        assertThat(answer.initiatorTaskTag()).isEqualTo(two.initiatorTaskTag());
        // Each connection has StatSNs of its own: login, NOP, this.
        assertThat(answer.numbers().statSn()).isEqualTo(3);
        assertThat(answer.numbers().expCmdSn()).isEqualTo(two.cmdSn() + 1);
    }

    @Test
    void loginOfAnotherConnectionTellsTheSessionsNumbers() {
        first.send(first.nop("one number"));
        first.receive(NopIn.class);
        ScriptedInitiator second = fixture.connect().joining(firstLogin.tsih(), 2);
        LoginResponse response = second.cmdSn(first.cmdSn()).logIn(TargetFixture.TARGET, Map.of());
        assertThat(response.numbers().expCmdSn()).isEqualTo(first.cmdSn());
        assertThat(response.numbers().statSn()).isEqualTo(1);
    }

    @Test
    void tagIsUniqueInTheSession() throws Exception {
        ScriptedInitiator second = join(2);
        ScsiCommand running = hold(first);
        first.send(running);
        ScsiTask task = fixture.router().takeHeld();
        second.cmdSn(first.cmdSn());
        ScsiCommand same = hold(second);
        assertThat(same.initiatorTaskTag()).isEqualTo(running.initiatorTaskTag());
        second.send(same);
        assertThat(second.receive(Reject.class).reason()).isEqualTo(0x07);
        task.complete(ScsiStatus.GOOD, null, 0, null);
        first.receive(ScsiResponse.class);
    }

    @Test
    void dataIsAskedForAndTakenOnTheConnectionOfTheCommandOnly() {
        ScriptedInitiator second = join(2);
        byte[] content = FullFeatureTest.random(1024, 3);
        ScsiCommand write = second.cmdSn(first.cmdSn()).write(4, 2, true, Unpooled.EMPTY_BUFFER);
        second.send(write);
        ReadyToTransfer r2t = second.receive(ReadyToTransfer.class);
        int tag = write.initiatorTaskTag();
        first.dataOut(
                tag, r2t.targetTransferTag(), 0, 0, true, Unpooled.wrappedBuffer(new byte[1024]));
        first.send(first.immediateNop("that was dropped"));
        first.receive(NopIn.class);
        second.dataOut(tag, r2t.targetTransferTag(), 0, 0, true, Unpooled.wrappedBuffer(content));
        assertThat(second.receive(ScsiResponse.class).status()).isZero();
        assertThat(fixture.router().memory).contains(content[0], Index.atIndex(2048));
    }

    /** Sends two blocks, half of them unsolicited, of a command whose turn has not come. */
    private ScsiCommand sendTooEarly(ScriptedInitiator second, byte[] content) {
        ScsiCommand write =
                second.cmdSn(first.cmdSn())
                        .write(4, 2, false, Unpooled.wrappedBuffer(content, 0, 512));
        second.send(write);
        second.dataOut(
                write.initiatorTaskTag(),
                -1,
                0,
                512,
                true,
                Unpooled.wrappedBuffer(content, 512, 512));
        return write;
    }

    @Test
    void unsolicitedDataOfACommandThatCameTooEarlyGoesWithIt() {
        ScriptedInitiator second = join(2);
        byte[] content = FullFeatureTest.random(1024, 7);
        ScsiCommand before = first.read(0, 1);
        sendTooEarly(second, content);
        second.send(second.immediateNop("all of it has come"));
        second.receive(NopIn.class);
        first.send(before);
        first.receive(DataIn.class);
        assertThat(second.receive(ScsiResponse.class).status()).isZero();
        assertThat(fixture.router().memory).contains(content[1023], Index.atIndex(2048 + 1023));
    }

    @Test
    void moreUnsolicitedDataThanIsAgreedOnIsAnErrorAlsoBeforeItsTurn() {
        ScriptedInitiator second = join(2);
        first.read(0, 1);
        ScsiCommand write =
                second.cmdSn(first.cmdSn()).write(4, 1024, false, Unpooled.EMPTY_BUFFER);
        second.send(write);
        byte[] piece = new byte[8192];
        for (int sn = 0; sn <= 65536 / piece.length; sn++) {
            second.dataOut(
                    write.initiatorTaskTag(),
                    -1,
                    sn,
                    (long) sn * piece.length,
                    false,
                    Unpooled.wrappedBuffer(piece));
        }
        assertThat(second.receive(Reject.class).reason()).isEqualTo(0x04);
        second.awaitClose();
    }

    @Test
    void commandThatCameTooEarlyIsAbortedBeforeItsTurn() {
        ScriptedInitiator second = join(2);
        ScsiCommand before = first.read(0, 1);
        byte[] content = FullFeatureTest.random(1024, 8);
        ScsiCommand write = sendTooEarly(second, content);
        second.send(second.manage(1, write.initiatorTaskTag() + 1, write.cmdSn()));
        assertThat(second.receive(TaskManagementResponse.class).response()).isEqualTo(1);
        second.send(second.manage(1, write.initiatorTaskTag(), write.cmdSn()));
        assertThat(second.receive(TaskManagementResponse.class).response()).isZero();
        first.send(before);
        assertThat(first.receive(DataIn.class).initiatorTaskTag())
                .isEqualTo(before.initiatorTaskTag());
        second.send(second.immediateNop("its number counts as received"));
        assertThat(second.receive(NopIn.class).numbers().expCmdSn()).isEqualTo(write.cmdSn() + 1);
        assertThat(fixture.router().memory).contains((byte) 0, Index.atIndex(2048));
    }

    @Test
    void taskIsAbortedFromAnotherConnection() throws Exception {
        ScriptedInitiator second = join(2);
        ScsiCommand running = hold(first);
        first.send(running);
        ScsiTask task = fixture.router().takeHeld();
        fixture.router().nextAnswer =
                CompletableFuture.completedFuture(TaskManagement.Response.FUNCTION_COMPLETE);
        second.cmdSn(first.cmdSn());
        second.send(second.manage(1, running.initiatorTaskTag(), running.cmdSn()));
        assertThat(second.receive(TaskManagementResponse.class).response()).isZero();
        assertThat(fixture.router().managed)
                .singleElement()
                .satisfies(request -> assertThat(request.task()).isSameAs(task));
        task.complete(ScsiStatus.TASK_ABORTED, null, 0, null);
    }

    /** An immediate one, which takes no number. */
    private static ScsiCommand holdAtOnce(ScriptedInitiator initiator) {
        ScsiCommand next = hold(initiator);
        initiator.cmdSn(next.cmdSn());
        return new ScsiCommand(
                true,
                next.isFinal(),
                next.read(),
                next.write(),
                next.attribute(),
                next.priority(),
                next.lun(),
                next.initiatorTaskTag(),
                next.expectedBytes(),
                next.cmdSn(),
                next.expStatSn(),
                next.cdb(),
                next.bidirectionalReadBytes(),
                next.data());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 4, 5, 6, 7})
    void functionForManyLeavesWhatWasSentAfterItAndOvertookIt(int function) throws Exception {
        ScriptedInitiator second = join(2);
        ScsiCommand before = hold(first);
        first.send(before);
        ScsiTask covered = fixture.router().takeHeld();
        TaskManagementRequest late = first.manage(function, -1, 0);
        second.tagsFrom(100).cmdSn(first.cmdSn());
        second.send(hold(second));
        second.send(holdAtOnce(second));
        ScsiTask after = fixture.router().takeHeld();
        ScsiTask afterAtOnce = fixture.router().takeHeld();
        CompletableFuture<TaskManagement.Response> answer = new CompletableFuture<>();
        fixture.router().nextAnswer = answer;
        first.send(late);
        await().until(() -> !fixture.router().managed.isEmpty());
        assertThat(fixture.router().managed.getFirst().later())
                .containsExactlyInAnyOrder(after, afterAtOnce);
        // As the device server does it to what it is not told to leave.
        covered.abort();
        covered.complete(ScsiStatus.TASK_ABORTED, null, 0, null);
        after.complete(ScsiStatus.GOOD, null, 0, null);
        afterAtOnce.complete(ScsiStatus.GOOD, null, 0, null);
        second.receive(ScsiResponse.class);
        second.receive(ScsiResponse.class);
    }

    @Test
    void functionForManyThatWaitsForACommandHasItsTurnBeforeTheNextOne() throws Exception {
        ScriptedInitiator second = join(2);
        ScsiCommand before = hold(first);
        TaskManagementRequest waits = first.manage(ABORT_TASK_SET, -1, 0);
        second.tagsFrom(100).cmdSn(first.cmdSn());
        second.send(hold(second));
        second.send(second.immediateNop("both are there"));
        second.receive(NopIn.class);
        AtomicInteger deliveredBefore = new AtomicInteger();
        fixture.router().beforeAnswer = () -> deliveredBefore.set(fixture.router().executed.get());
        first.send(waits);
        first.send(before);
        ScsiTask covered = fixture.router().takeHeld();
        ScsiTask after = fixture.router().takeHeld();
        assertThat(deliveredBefore).hasValue(1);
        covered.complete(ScsiStatus.TASK_ABORTED, null, 0, null);
        after.complete(ScsiStatus.GOOD, null, 0, null);
        second.receive(ScsiResponse.class);
    }

    /** Has a response sent on a connection, and returns the StatSN after it. */
    private int readOn(ScriptedInitiator initiator) {
        ScsiCommand read = initiator.cmdSn(first.cmdSn()).read(0, 1);
        initiator.send(read);
        DataIn answer = initiator.receive(DataIn.class);
        first.cmdSn(initiator.cmdSn());
        return answer.numbers().statSn() + 1;
    }

    private void resetUnit() {
        fixture.router().nextAnswer =
                CompletableFuture.completedFuture(TaskManagement.Response.FUNCTION_COMPLETE);
        first.send(first.manage(5, -1, 0));
    }

    @Test
    void answerToAResetWaitsUntilTheOtherConnectionHasWhatWasSentBefore() {
        ScriptedInitiator second = join(2);
        int expStatSn = readOn(second);
        resetUnit();
        NopIn ping = second.receive(NopIn.class);
        assertThat(ping.initiatorTaskTag()).isEqualTo(-1);
        first.send(first.immediateNop("not yet"));
        first.receive(NopIn.class);
        second.send(
                new NopOut(
                        true,
                        0,
                        -1,
                        ping.targetTransferTag(),
                        first.cmdSn(),
                        expStatSn,
                        Unpooled.EMPTY_BUFFER));
        assertThat(first.receive(TaskManagementResponse.class).response()).isZero();
    }

    @Test
    void answerToAResetDoesNotWaitForALostConnection() {
        ScriptedInitiator second = join(2);
        readOn(second);
        resetUnit();
        second.receive(NopIn.class);
        second.close();
        assertThat(first.receive(TaskManagementResponse.class).response()).isZero();
        assertThat(first.receive(AsyncMessage.class).event()).isEqualTo(2);
    }

    @Test
    void lostConnectionEndsItsTasksAndTheOthersGoOn() throws Exception {
        ScriptedInitiator second = join(2);
        second.cmdSn(first.cmdSn()).send(hold(second));
        ScsiTask task = fixture.router().takeHeld();
        fixture.router().nextAnswer =
                CompletableFuture.completedFuture(TaskManagement.Response.FUNCTION_COMPLETE);
        second.close();
        AsyncMessage message = first.receive(AsyncMessage.class);
        assertThat(message.event()).isEqualTo(2);
        assertThat(message.parameter1()).isEqualTo(2);
        assertThat(task.isAborted()).isTrue();
        assertThat(fixture.router().cleared).containsExactly(Set.of(0L));
        assertThat(fixture.router().managed)
                .singleElement()
                .satisfies(request ->
                        assertThat(request.function())
                                .isEqualTo(TaskManagement.Function.ABORT_TASK));
        task.complete(ScsiStatus.TASK_ABORTED, null, 0, null);
        first.cmdSn(second.cmdSn()).send(first.nop("still here"));
        first.receive(NopIn.class);
        assertThat(fixture.router().nexusLost).isNotDone();
    }

    @Test
    void commandsOfALostConnectionThatWaitedForTheirTurnCountAsReceived() {
        ScriptedInitiator second = join(2);
        ScsiCommand missing = first.read(0, 1);
        second.cmdSn(first.cmdSn()).send(hold(second));
        second.send(second.immediateNop("it has been taken"));
        second.receive(NopIn.class);
        second.close();
        first.receive(AsyncMessage.class);
        first.send(missing);
        assertThat(first.receive(DataIn.class).numbers().expCmdSn()).isEqualTo(missing.cmdSn() + 1);
        first.send(first.immediateNop("the number after that, too"));
        assertThat(first.receive(NopIn.class).numbers().expCmdSn()).isEqualTo(missing.cmdSn() + 2);
        assertThat(fixture.router().held).isEmpty();
    }

    @Test
    void sessionOutlivesItsFirstConnectionAndEndsWithTheLast() {
        ScriptedInitiator second = join(2);
        first.close();
        assertThat(second.receive(AsyncMessage.class).parameter1()).isEqualTo(1);
        ScsiCommand read = second.read(0, 1);
        second.send(read);
        second.receiveData(read.initiatorTaskTag());
        second.close();
        fixture.router().nexusLost.join();
        await().until(() -> fixture.target.sessions().isEmpty());
    }

    @Test
    void connectionOfTheSameIdentifierTakesTheFormersPlace() throws Exception {
        ScriptedInitiator second = join(2);
        second.cmdSn(first.cmdSn()).send(hold(second));
        ScsiTask task = fixture.router().takeHeld();
        ScriptedInitiator again = fixture.connect().joining(firstLogin.tsih(), 2);
        again.cmdSn(second.cmdSn());
        assertThat(again.logIn(TargetFixture.TARGET, Map.of()).status()).isZero();
        second.awaitClose();
        assertThat(task.isAborted()).isTrue();
        task.complete(ScsiStatus.TASK_ABORTED, null, 0, null);
        again.send(again.nop("here"));
        again.receive(NopIn.class);
    }

    @Test
    void onlyConnectionMayBeReinstatedWithoutEndingTheSession() {
        ScriptedInitiator again = fixture.connect().joining(firstLogin.tsih(), 1);
        assertThat(again.logIn(TargetFixture.TARGET, Map.of()).status()).isZero();
        first.awaitClose();
        again.send(again.nop("the same session"));
        again.receive(NopIn.class);
        assertThat(fixture.routers).hasSize(1);
        assertThat(fixture.router().nexusLost).isNotDone();
    }

    @Test
    void connectionCanBeLoggedOutFromAnother() {
        ScriptedInitiator second = join(2);
        first.send(new LogoutRequest(true, 1, first.nextTag(), 2, first.cmdSn(), 0));
        assertThat(first.receive(LogoutResponse.class).response()).isZero();
        second.awaitClose();
        first.send(first.nop("the session goes on"));
        first.receive(NopIn.class);
        first.send(new LogoutRequest(true, 1, first.nextTag(), 2, first.cmdSn(), 0));
        assertThat(first.receive(LogoutResponse.class).response()).isEqualTo(1);
    }

    @Test
    void logoutOfTheSessionClosesEveryConnection() {
        ScriptedInitiator second = join(2);
        second.send(second.logout(0));
        assertThat(second.receive(LogoutResponse.class).response()).isZero();
        first.awaitClose();
        second.awaitClose();
        await().until(() -> fixture.target.sessions().isEmpty());
    }

    @Test
    void everyConnectionIsAskedToLogOut() {
        ScriptedInitiator second = join(2);
        fixture.target
                .serve(TargetFixture.catalogue(TargetFixture.definition(TargetFixture.TARGET)))
                .join();
        assertThat(first.receive(AsyncMessage.class).event()).isEqualTo(1);
        assertThat(second.receive(AsyncMessage.class).event()).isEqualTo(1);
        first.awaitClose();
        second.awaitClose();
    }

    @Test
    void connectionThatGoesOnBeforeItsLoginIsAnsweredIsClosed() {
        for (int i = 0; i < 4; i++) {
            ScriptedInitiator hasty = fixture.connect().joining(firstLogin.tsih(), 2);
            hasty.send(
                    hasty.loginRequest(
                            false,
                            1,
                            3,
                            Map.of(
                                    "InitiatorName",
                                    ScriptedInitiator.NAME,
                                    "TargetName",
                                    TargetFixture.TARGET)));
            hasty.send(hasty.nop("too early"));
            hasty.awaitClose();
        }
        first.send(first.nop("unharmed"));
        first.receive(NopIn.class);
    }
}
