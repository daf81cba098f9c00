package dev.rbdgate.iscsi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rbdgate.iscsi.auth.ChapInitiator;
import dev.rbdgate.iscsi.catalogue.ChapAuthentication;
import dev.rbdgate.iscsi.catalogue.ChapAuthentication.Credentials;
import dev.rbdgate.iscsi.catalogue.Grant;
import dev.rbdgate.iscsi.catalogue.TargetCatalogue;
import dev.rbdgate.iscsi.catalogue.TargetDefinition;
import dev.rbdgate.iscsi.pdu.AsyncMessage;
import dev.rbdgate.iscsi.pdu.DataIn;
import dev.rbdgate.iscsi.pdu.LoginResponse;
import dev.rbdgate.iscsi.pdu.LogoutRequest;
import dev.rbdgate.iscsi.pdu.LogoutResponse;
import dev.rbdgate.iscsi.pdu.NopIn;
import dev.rbdgate.iscsi.pdu.ReadyToTransfer;
import dev.rbdgate.iscsi.pdu.Reject;
import dev.rbdgate.iscsi.pdu.ScsiCommand;
import dev.rbdgate.iscsi.pdu.ScsiResponse;
import dev.rbdgate.iscsi.pdu.TaskManagementRequest;
import dev.rbdgate.iscsi.pdu.TaskManagementResponse;
import dev.rbdgate.iscsi.pdu.TextRequest;
import dev.rbdgate.iscsi.pdu.TextResponse;
import dev.rbdgate.iscsi.session.Timeouts;
import dev.rbdgate.iscsi.text.KeyValues;
import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.ScsiTask;
import dev.rbdgate.scsi.Sense;
import dev.rbdgate.scsi.TaskManagement;
import dev.rbdgate.scsi.unit.LogicalUnit;
import dev.rbdgate.scsi.unit.LunInventory;
import dev.rbdgate.scsi.unit.UnitIdentity;
import dev.rbdgate.scsi.unit.UnitOptions;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Sessions from login to logout, and what happens to their tasks. */
class SessionLifeTest {

    private final TargetFixture fixture = new TargetFixture();

    @AfterEach
    void stop() {
        fixture.close();
    }

    private static ScsiCommand hold(ScriptedInitiator initiator, long expectedIn) {
        byte[] cdb = new byte[16];
        cdb[0] = (byte) ScriptedRouter.HOLD;
        return initiator.command(
                expectedIn > 0, false, true, cdb, expectedIn, Unpooled.EMPTY_BUFFER);
    }

    private static ByteBuf data(ScsiTask task, int length) {
        return task.allocator().directBuffer(length).writeZero(length);
    }

    @Test
    void sessionIsListedWithWhatItNegotiatedAndDid() {
        ScriptedInitiator initiator = fixture.logIn(Map.of("MaxBurstLength", "8192"));
        initiator.send(initiator.write(0, 1, true, Unpooled.wrappedBuffer(new byte[512])));
        initiator.receive(ScsiResponse.class);
        ScsiCommand read = initiator.read(0, 2);
        initiator.send(read);
        initiator.receiveData(read.initiatorTaskTag());
        assertThat(fixture.target.sessions())
                .singleElement()
                .satisfies(session -> {
                    assertThat(session.initiatorName()).isEqualTo(ScriptedInitiator.NAME);
                    assertThat(session.nexus().orElseThrow().isid())
                            .isEqualTo(ScriptedInitiator.ISID);
                    assertThat(session.initiatorAddress()).startsWith("127.0.0.1:");
                    assertThat(session.keys()).containsEntry("MaxBurstLength", "8192");
                    await().untilAsserted(() ->
                            assertThat(counters())
                                    .isEqualTo(new SessionInfo.Counters(2, 1024, 512, 0, 0)));
                });
        assertThat(fixture.observer.logins)
                .singleElement()
                .satisfies(event -> assertThat(event.luns()).isEmpty());
    }

    private SessionInfo.Counters counters() {
        return fixture.target.sessions().getFirst().counters();
    }

    @Test
    void chapLoginGoesThroughOverTheWire() {
        ChapAuthentication chap =
                new ChapAuthentication(new Credentials("host", "0123456789ab"), Optional.empty());
        fixture.target
                .serve(
                        TargetFixture.catalogue(
                                TargetFixture.definition(
                                        TargetFixture.TARGET, TargetFixture.chapGrant(chap))))
                .join();
        ScriptedInitiator initiator = fixture.connect();
        initiator.login(
                false,
                0,
                1,
                Map.of(
                        "InitiatorName", ScriptedInitiator.NAME,
                        "TargetName", TargetFixture.TARGET,
                        "AuthMethod", "CHAP"));
        LoginResponse challenge = initiator.login(false, 0, 1, Map.of("CHAP_A", "7"));
        String response =
                ChapInitiator.response(ScriptedInitiator.keys(challenge.data()), "0123456789ab");
        LoginResponse done =
                initiator.login(true, 0, 3, Map.of("CHAP_N", "host", "CHAP_R", response));
        assertThat(done.status()).isZero();
        assertThat(done.transit()).isTrue();
        assertThat(done.tsih()).isNotZero();
    }

    @Test
    void sameInitiatorPortReinstatesItsSession() throws Exception {
        ScriptedInitiator first = fixture.logIn(Map.of());
        first.send(hold(first, 0));
        ScriptedRouter router = fixture.router();
        ScsiTask task = router.takeHeld();
        ScriptedInitiator second = fixture.connect();
        CompletableFuture<LoginResponse> login =
                CompletableFuture.supplyAsync(() -> second.logIn(TargetFixture.TARGET, Map.of()));
        first.awaitClose();
        await().until(task::isAborted);
        router.nexusLost.get();
        assertThat(login).isNotDone();
        task.complete(ScsiStatus.GOOD, data(task, 100), 100, null);
        assertThat(login.get().status()).isZero();
        assertThat(fixture.target.sessions()).hasSize(1);
    }

    @Test
    void newSessionIsRefusedWhileStorageHoldsTasksOfTheOldOne() throws Exception {
        Duration minute = Duration.ofMinutes(1);
        Timeouts timeouts =
                new Timeouts(
                        minute,
                        minute,
                        minute,
                        minute,
                        Duration.ofMillis(200),
                        minute,
                        Duration.ofMillis(20));
        try (TargetFixture impatient = new TargetFixture(timeouts)) {
            ScriptedInitiator first = impatient.logIn(Map.of());
            first.send(hold(first, 0));
            ScsiTask task = impatient.router().takeHeld();
            ScriptedInitiator second = impatient.connect();
            assertThat(second.logIn(TargetFixture.TARGET, Map.of()).status()).isEqualTo(0x0301);
            task.complete(ScsiStatus.GOOD, null, 0, null);
            impatient.logIn(Map.of());
        }
    }

    @Test
    void otherIsidIsAnotherSession() {
        fixture.logIn(Map.of());
        fixture.connect().isid(2).logIn(TargetFixture.TARGET, Map.of());
        assertThat(fixture.target.sessions()).hasSize(2);
        assertThat(fixture.target.sessions().getFirst().id())
                .isLessThan(fixture.target.sessions().getLast().id());
    }

    @Test
    void logoutClosesTheSession() {
        ScriptedInitiator initiator = fixture.logIn(Map.of());
        initiator.send(initiator.logout(0));
        assertThat(initiator.receive(LogoutResponse.class).response()).isZero();
        initiator.awaitClose();
        await().until(() -> fixture.target.sessions().isEmpty());
    }

    @Test
    void logoutOfAnotherConnectionOrForRecoveryIsRefused() {
        ScriptedInitiator initiator = fixture.logIn(Map.of());
        initiator.send(initiator.logout(2));
        assertThat(initiator.receive(LogoutResponse.class).response()).isEqualTo(2);
        initiator.send(new LogoutRequest(true, 1, 9, 77, initiator.cmdSn(), 0));
        assertThat(initiator.receive(LogoutResponse.class).response()).isEqualTo(1);
        initiator.send(initiator.nop("here"));
        initiator.receive(NopIn.class);
        initiator.send(initiator.logout(1));
        assertThat(initiator.receive(LogoutResponse.class).response()).isZero();
    }

    @Test
    void senseDataComesWithCheckCondition() throws InterruptedException {
        ScriptedInitiator initiator = fixture.logIn(Map.of());
        initiator.send(hold(initiator, 512));
        fixture.router()
                .takeHeld()
                .complete(ScsiStatus.CHECK_CONDITION, null, 0, Sense.of(5, 0x2400));
        ScsiResponse response = initiator.receive(ScsiResponse.class);
        assertThat(response.status()).isEqualTo(2);
        assertThat(response.residual().bytes()).isEqualTo(512);
        assertThat(response.data().getUnsignedShort(0)).isEqualTo(18);
        assertThat(response.data().getUnsignedShort(2 + 12)).isEqualTo(0x2400);
        assertThat(counters().errors()).isEqualTo(1);
    }

    @Test
    void surplusDataIsCutAndReportedAsOverflow() throws InterruptedException {
        ScriptedInitiator initiator = fixture.logIn(Map.of());
        initiator.send(hold(initiator, 100));
        ScsiTask task = fixture.router().takeHeld();
        task.complete(ScsiStatus.GOOD, data(task, 512), 512, null);
        var dataIn = initiator.receive(DataIn.class);
        assertThat(dataIn.data().readableBytes()).isEqualTo(100);
        assertThat(dataIn.residual().overflow()).isTrue();
        assertThat(dataIn.residual().bytes()).isEqualTo(412);
    }

    @Test
    void completionsOfOtherThreadsAreSentInTheirOrder() throws InterruptedException {
        ScriptedInitiator initiator = fixture.logIn(Map.of());
        int[] tags = new int[200];
        for (int i = 0; i < tags.length; i++) {
            ScsiCommand command = hold(initiator, 0);
            tags[i] = command.initiatorTaskTag();
            initiator.send(command);
        }
        for (int i = 0; i < tags.length; i++) {
            fixture.router().takeHeld().complete(ScsiStatus.GOOD, null, 0, null);
        }
        for (int i = 0; i < tags.length; i++) {
            ScsiResponse response = initiator.receive(ScsiResponse.class);
            assertThat(response.initiatorTaskTag()).isEqualTo(tags[i]);
            assertThat(response.numbers().statSn()).isEqualTo(2 + i);
        }
    }

    @Test
    void secondCompletionIsIgnoredAndItsDataReleased() throws InterruptedException {
        ScriptedInitiator initiator = fixture.logIn(Map.of());
        initiator.send(hold(initiator, 0));
        ScsiTask task = fixture.router().takeHeld();
        task.complete(ScsiStatus.GOOD, null, 0, null);
        ByteBuf data = data(task, 10);
        task.complete(ScsiStatus.BUSY, data, 10, null);
        assertThat(data.refCnt()).isZero();
        assertThat(initiator.receive(ScsiResponse.class).status()).isZero();
    }

    @Test
    void abortTaskFindsTheTaskAndNothingIsSentForIt() throws Exception {
        ScriptedInitiator initiator = fixture.logIn(Map.of());
        ScsiCommand held = hold(initiator, 512);
        initiator.send(held);
        ScriptedRouter router = fixture.router();
        ScsiTask task = router.takeHeld();
        initiator.send(initiator.manage(1, held.initiatorTaskTag(), held.cmdSn()));
        await().until(() -> router.managed.size() == 1);
        assertThat(router.managed.getFirst())
                .isEqualTo(new TaskManagement.Request(TaskManagement.Function.ABORT_TASK, 0, task));
        task.abort();
        router.nextAnswer.complete(TaskManagement.Response.FUNCTION_COMPLETE);
        assertThat(initiator.receive(TaskManagementResponse.class).response()).isZero();
        ByteBuf late = data(task, 512);
        task.complete(ScsiStatus.GOOD, late, 512, null);
        initiator.send(initiator.nop("next"));
        initiator.receive(NopIn.class);
        await().until(() -> late.refCnt() == 0);
    }

    @ParameterizedTest
    @EnumSource(names = {"FUNCTION_COMPLETE", "TASK_DOES_NOT_EXIST"})
    void aTaskThatEndsWhileItIsAbortedAnswersFirst(TaskManagement.Response response)
            throws Exception {
        ScriptedInitiator initiator = fixture.logIn(Map.of());
        ScsiCommand held = hold(initiator, 0);
        initiator.send(held);
        ScriptedRouter router = fixture.router();
        ScsiTask task = router.takeHeld();
        router.nextAnswer = CompletableFuture.completedFuture(response);
        // As a thread of the store does, while the event loop is in the middle of the request.
        router.beforeAnswer =
                () ->
                        CompletableFuture.runAsync(
                                        () -> task.complete(ScsiStatus.GOOD, null, 0, null))
                                .join();

        initiator.send(initiator.manage(1, held.initiatorTaskTag(), held.cmdSn()));

        assertThat(initiator.receive(ScsiResponse.class).initiatorTaskTag())
                .isEqualTo(held.initiatorTaskTag());
        assertThat(initiator.receive(TaskManagementResponse.class).response()).isEqualTo(1);
    }

    @Test
    void abortedTaskThatWaitsForDataIsTold() throws Exception {
        ScriptedInitiator initiator = fixture.logIn(Map.of());
        ScsiCommand write = initiator.write(0, 8, true, Unpooled.EMPTY_BUFFER);
        initiator.send(write);
        ReadyToTransfer r2t = initiator.receive(ReadyToTransfer.class);
        ScriptedRouter router = fixture.router();
        initiator.send(initiator.manage(1, write.initiatorTaskTag(), write.cmdSn()));
        await().until(() -> router.managed.size() == 1);
        ScsiTask task = Objects.requireNonNull(router.managed.getFirst().task());
        task.abort();
        router.nextAnswer.complete(TaskManagement.Response.FUNCTION_COMPLETE);
        assertThat(initiator.receive(TaskManagementResponse.class).response()).isZero();
        await().until(() -> counters().running() == 0);
        initiator.dataOut(
                write.initiatorTaskTag(),
                r2t.targetTransferTag(),
                0,
                0,
                true,
                Unpooled.wrappedBuffer(new byte[4096]));
        initiator.send(initiator.nop("next"));
        initiator.receive(NopIn.class);
    }

    @Test
    void abortOfAnUnknownTaskDependsOnItsCmdSn() {
        ScriptedInitiator initiator = fixture.logIn(Map.of());
        initiator.send(initiator.manage(1, 0x4711, initiator.cmdSn() - 1));
        assertThat(initiator.receive(TaskManagementResponse.class).response()).isEqualTo(1);
        int lost = initiator.nextCmdSn();
        initiator.send(initiator.manage(1, 0x4711, lost));
        TaskManagementResponse response = initiator.receive(TaskManagementResponse.class);
        assertThat(response.response()).isZero();
        initiator.send(initiator.nop("the number counts as received"));
        initiator.receive(NopIn.class);
    }

    @Test
    void abortOfAMissingCommandLetsTheLaterOnesGo() {
        ScriptedInitiator initiator = fixture.logIn(Map.of());
        int lost = initiator.nextCmdSn();
        ScsiCommand later = initiator.read(0, 1);
        initiator.send(later);
        initiator.send(initiator.manage(1, 0x4711, lost));
        assertThat(initiator.receive(TaskManagementResponse.class).response()).isZero();
        assertThat(initiator.receive(DataIn.class).initiatorTaskTag())
                .isEqualTo(later.initiatorTaskTag());
    }

    @Test
    void abortOfACommandThatIsNumberedBehindItDoesNotExist() {
        ScriptedInitiator initiator = fixture.logIn(Map.of());
        initiator.send(initiator.manage(1, 0x4711, initiator.cmdSn() + 1));
        assertThat(initiator.receive(TaskManagementResponse.class).response()).isEqualTo(1);
    }

    @Test
    void abortOfManyWaitsForTheCommandsNumberedBeforeIt() throws Exception {
        ScriptedInitiator initiator = fixture.logIn(Map.of());
        fixture.router().nextAnswer =
                CompletableFuture.completedFuture(TaskManagement.Response.FUNCTION_COMPLETE);
        ScsiCommand first = hold(initiator, 0);
        TaskManagementRequest abort = initiator.manage(2, -1, 0);
        initiator.send(abort);
        initiator.send(initiator.immediateNop("the abort has been taken"));
        initiator.receive(NopIn.class);
        assertThat(fixture.router().managed).isEmpty();
        initiator.send(first);
        assertThat(initiator.receive(TaskManagementResponse.class).initiatorTaskTag())
                .isEqualTo(abort.initiatorTaskTag());
        ScsiTask task = fixture.router().takeHeld();
        task.complete(ScsiStatus.TASK_ABORTED, null, 0, null);
    }

    @Test
    void abortOfManyDoesNotWaitForNumbersThatNoCommandCanHave() {
        ScriptedInitiator initiator = fixture.logIn(Map.of());
        fixture.router().nextAnswer =
                CompletableFuture.completedFuture(TaskManagement.Response.FUNCTION_COMPLETE);
        for (int function : new int[] {2, 4, 5, 6}) {
            initiator.send(
                    new TaskManagementRequest(
                            true, function, 0, 0x50, -1, initiator.cmdSn() + 5000, 0, 0, 0));
            assertThat(initiator.receive(TaskManagementResponse.class).response()).isZero();
        }
    }

    @Test
    void requestsThatWaitAreLimited() {
        ScriptedInitiator initiator = fixture.logIn(Map.of());
        initiator.nextCmdSn();
        for (int i = 0; i < 64; i++) {
            initiator.send(initiator.manage(5, -1, 0));
        }
        initiator.send(initiator.manage(5, -1, 0));
        assertThat(initiator.receive(Reject.class).reason()).isEqualTo(0x06);
    }

    @Test
    void functionsAreMappedToTheirResponses() {
        ScriptedInitiator initiator = fixture.logIn(Map.of());
        Map<TaskManagement.Response, Integer> codes =
                Map.of(
                        TaskManagement.Response.FUNCTION_COMPLETE, 0,
                        TaskManagement.Response.TASK_DOES_NOT_EXIST, 1,
                        TaskManagement.Response.INCORRECT_LUN, 2,
                        TaskManagement.Response.FUNCTION_NOT_SUPPORTED, 5,
                        TaskManagement.Response.FUNCTION_SUCCEEDED, 7,
                        TaskManagement.Response.FUNCTION_REJECTED, 255);
        codes.forEach((response, code) -> {
            fixture.router().nextAnswer = CompletableFuture.completedFuture(response);
            initiator.send(initiator.manage(5, -1, 0));
            assertThat(initiator.receive(TaskManagementResponse.class).response()).isEqualTo(code);
        });
        fixture.router().nextAnswer =
                CompletableFuture.failedFuture(new IllegalStateException("for this test"));
        initiator.send(initiator.manage(6, -1, 0));
        assertThat(initiator.receive(TaskManagementResponse.class).response()).isEqualTo(255);
        initiator.send(initiator.manage(8, -1, 0));
        assertThat(initiator.receive(TaskManagementResponse.class).response()).isEqualTo(4);
        initiator.send(initiator.manage(99, -1, 0));
        assertThat(initiator.receive(TaskManagementResponse.class).response()).isEqualTo(5);
    }

    @Test
    void nopIsAnsweredWhileStorageHangs() throws InterruptedException {
        ScriptedInitiator initiator = fixture.logIn(Map.of());
        initiator.send(hold(initiator, 0));
        ScsiTask hanging = fixture.router().takeHeld();
        initiator.send(initiator.nop("still there?"));
        initiator.receive(NopIn.class);
        hanging.complete(ScsiStatus.GOOD, null, 0, null);
        initiator.receive(ScsiResponse.class);
    }

    @Test
    void coldResetClosesTheSessionsOfTheTarget() {
        ScriptedInitiator initiator = fixture.logIn(Map.of());
        fixture.router().nextAnswer =
                CompletableFuture.completedFuture(TaskManagement.Response.FUNCTION_COMPLETE);
        initiator.send(initiator.manage(7, -1, 0));
        assertThat(initiator.receive(TaskManagementResponse.class).response()).isZero();
        initiator.awaitClose();
    }

    @Test
    void tasksOfALostConnectionAreAbortedAndEnd() throws Exception {
        ScriptedInitiator initiator = fixture.logIn(Map.of());
        initiator.send(hold(initiator, 512));
        ScriptedRouter router = fixture.router();
        ScsiTask task = router.takeHeld();
        initiator.send(initiator.write(0, 1024, true, Unpooled.wrappedBuffer(new byte[65536])));
        initiator.receive(ReadyToTransfer.class);
        initiator.close();
        router.nexusLost.get();
        assertThat(task.isAborted()).isTrue();
        assertThat(fixture.target.sessions()).isEmpty();
        ByteBuf late = data(task, 512);
        task.complete(ScsiStatus.GOOD, late, 512, null);
        await().until(() -> late.refCnt() == 0);
    }

    @Test
    void sessionWhoseGrantIsGoneIsAskedToLogOutAndClosed() {
        ScriptedInitiator initiator = fixture.logIn(Map.of());
        fixture.target
                .serve(TargetFixture.catalogue(TargetFixture.definition(TargetFixture.TARGET)))
                .join();
        AsyncMessage message = initiator.receive(AsyncMessage.class);
        assertThat(message.event()).isEqualTo(1);
        assertThat(message.parameter3()).isEqualTo(1);
        initiator.awaitClose();
        assertThat(fixture.connect().logIn(TargetFixture.TARGET, Map.of()).status())
                .isEqualTo(0x0202);
    }

    @Test
    void changedInventoryReachesTheRouterAndAnUnchangedOneDoesNot() {
        fixture.logIn(Map.of());
        TreeMap<Integer, LunInventory.Mapping> luns = new TreeMap<>();
        LogicalUnit unit =
                new LogicalUnit(new UnitIdentity(3L << 60, "s", "n"), UnitOptions.DEFAULT);
        luns.put(4, new LunInventory.Mapping(unit, false));
        TargetDefinition changed =
                new TargetDefinition(
                        TargetFixture.TARGET,
                        "",
                        List.of(),
                        new LunInventory(luns),
                        List.of(TargetFixture.grantToAll()));
        fixture.target.serve(TargetFixture.catalogue(changed)).join();
        fixture.target.serve(TargetFixture.catalogue(changed)).join();
        assertThat(fixture.router().inventories)
                .containsExactly(new LunInventory(new TreeMap<>()), new LunInventory(luns));
    }

    @Test
    void shutdownAsksForLogoutAndClosesWhatIsLeft() {
        ScriptedInitiator polite = fixture.logIn(Map.of());
        ScriptedInitiator stubborn = fixture.connect().isid(2);
        stubborn.logIn(TargetFixture.TARGET, Map.of());
        CompletableFuture<Void> end = fixture.target.shutdown(Duration.ofSeconds(2));
        assertThat(polite.receive(AsyncMessage.class).parameter3()).isEqualTo(2);
        polite.send(polite.logout(0));
        polite.receive(LogoutResponse.class);
        polite.close();
        assertThat(stubborn.receive(AsyncMessage.class).event()).isEqualTo(1);
        stubborn.awaitClose();
        end.join();
        assertThat(fixture.target.sessions()).isEmpty();
    }

    @Test
    void discoveryShowsGrantedTargetsOnlyAndANamedOneAlone() {
        Grant other =
                new Grant(
                        "iqn.2026-11.dev.rbdgate.test:other",
                        List.of(),
                        Optional.empty(),
                        Optional.empty());
        Grant far =
                new Grant(
                        Grant.EVERY_INITIATOR,
                        List.of("10.0.0.0/8"),
                        Optional.empty(),
                        Optional.empty());
        fixture.target
                .serve(
                        TargetFixture.catalogue(
                                TargetFixture.definition("iqn.2026-11.dev.rbdgate:b", other),
                                TargetFixture.definition("iqn.2026-11.dev.rbdgate:c", far),
                                TargetFixture.definition(
                                        "iqn.2026-11.dev.rbdgate:d", TargetFixture.grantToAll()),
                                TargetFixture.definition(
                                        "iqn.2026-11.dev.rbdgate:a", TargetFixture.grantToAll())))
                .join();
        ScriptedInitiator initiator = fixture.connect();
        initiator.discover();
        assertThat(sendTargets(initiator, "All"))
                .contains("rbdgate:a")
                .contains("rbdgate:d")
                .doesNotContain("rbdgate:b")
                .doesNotContain("rbdgate:c");
        assertThat(sendTargets(initiator, "iqn.2026-11.dev.rbdgate:d"))
                .contains("rbdgate:d")
                .doesNotContain("rbdgate:a");
        assertThat(sendTargets(initiator, "iqn.2026-11.dev.rbdgate:b")).isEmpty();
        assertThat(sendTargets(initiator, "")).isEqualTo("SendTargets=Reject\0");
        assertThat(sendTargets(initiator, "nonsense")).isEqualTo("SendTargets=Reject\0");
    }

    private static String sendTargets(ScriptedInitiator initiator, String which) {
        initiator.send(initiator.text(Map.of("SendTargets", which)));
        return initiator.receive(TextResponse.class).data().toString(StandardCharsets.UTF_8);
    }

    @Test
    void normalSessionTellsOfItsOwnTargetOnly() {
        ScriptedInitiator initiator = fixture.logIn(Map.of());
        assertThat(sendTargets(initiator, "")).contains(TargetFixture.TARGET);
        assertThat(sendTargets(initiator, TargetFixture.TARGET)).contains("TargetAddress=");
        assertThat(sendTargets(initiator, "All")).isEqualTo("SendTargets=Reject\0");
    }

    @Test
    void thousandTargetsAreFetchedPartByPart() {
        TargetDefinition[] many = new TargetDefinition[1000];
        for (int i = 0; i < many.length; i++) {
            many[i] =
                    TargetFixture.definition(
                            "iqn.2026-11.dev.rbdgate:volume-%03d".formatted(i),
                            TargetFixture.grantToAll());
        }
        TargetCatalogue catalogue = TargetFixture.catalogue(many);
        fixture.target.serve(catalogue).join();
        ScriptedInitiator initiator = fixture.connect();
        initiator.login(
                true,
                1,
                3,
                Map.of(
                        "InitiatorName", ScriptedInitiator.NAME,
                        "SessionType", "Discovery",
                        "MaxRecvDataSegmentLength", "512"));
        TextRequest request = initiator.text(Map.of("SendTargets", "All"));
        initiator.send(request);
        StringBuilder all = new StringBuilder();
        TextResponse response = initiator.receive(TextResponse.class);
        while (!response.isFinal()) {
            assertThat(response.toBeContinued()).isTrue();
            all.append(response.data().toString(StandardCharsets.UTF_8));
            initiator.send(
                    continuation(initiator, request, response.targetTransferTag(), Map.of()));
            response = initiator.receive(TextResponse.class);
        }
        all.append(response.data().toString(StandardCharsets.UTF_8));
        for (TargetDefinition target : many) {
            assertThat(all).contains("TargetName=" + target.name() + "\0TargetAddress=");
        }
    }

    private static TextRequest continuation(
            ScriptedInitiator initiator,
            TextRequest request,
            int transferTag,
            Map<String, String> keys) {
        return new TextRequest(
                false,
                true,
                false,
                0,
                request.initiatorTaskTag(),
                transferTag,
                initiator.nextCmdSn(),
                0,
                KeyValues.encode(keys));
    }

    @Test
    void textOfNoExchangeOrMalformedTextIsRejected() {
        ScriptedInitiator initiator = fixture.logIn(Map.of());
        TextRequest stray = initiator.text(Map.of());
        initiator.send(continuation(initiator, stray, 5, Map.of()));
        // It waits for the number that the first request took.
        initiator.send(stray);
        assertThat(initiator.receive(TextResponse.class).isFinal()).isTrue();
        assertThat(initiator.receive(Reject.class).reason()).isEqualTo(0x09);
        initiator.send(
                new TextRequest(
                        false,
                        true,
                        false,
                        0,
                        9,
                        -1,
                        initiator.nextCmdSn(),
                        0,
                        Unpooled.copiedBuffer("garbage", StandardCharsets.UTF_8)));
        assertThat(initiator.receive(Reject.class).reason()).isEqualTo(0x04);
        assertThat(sendText(initiator, "X-a", "1")).isEqualTo("X-a=NotUnderstood\0");
        assertThat(sendText(initiator, "MaxBurstLength", "512"))
                .isEqualTo("MaxBurstLength=Reject\0");
        assertThat(sendText(initiator, "MaxRecvDataSegmentLength", "512")).isEmpty();
    }

    private static String sendText(ScriptedInitiator initiator, String key, String value) {
        initiator.send(initiator.text(Map.of(key, value)));
        return initiator.receive(TextResponse.class).data().toString(StandardCharsets.UTF_8);
    }

    @Test
    void digestsProtectBothDirections() {
        ScriptedInitiator initiator =
                fixture.logIn(Map.of("HeaderDigest", "CRC32C", "DataDigest", "CRC32C"));
        initiator.wire().useDigests(true, true);
        byte[] content = FullFeatureTest.random(1024, 9);
        initiator.send(initiator.write(3, 2, true, Unpooled.wrappedBuffer(content)));
        assertThat(initiator.receive(ScsiResponse.class).status()).isZero();
        ScsiCommand read = initiator.read(3, 2);
        initiator.send(read);
        assertThat(FullFeatureTest.bytes(initiator.receiveData(read.initiatorTaskTag())))
                .isEqualTo(content);
    }
}
