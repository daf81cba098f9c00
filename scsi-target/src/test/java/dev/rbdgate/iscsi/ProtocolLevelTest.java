package dev.rbdgate.iscsi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.iscsi.pdu.DataIn;
import dev.rbdgate.iscsi.pdu.ScsiCommand;
import dev.rbdgate.iscsi.pdu.ScsiResponse;
import dev.rbdgate.iscsi.pdu.TaskManagementResponse;
import dev.rbdgate.scsi.Cdb;
import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.ScsiTask;
import dev.rbdgate.scsi.TaskManagement;
import dev.rbdgate.scsi.TaskManagement.Function;
import io.netty.buffer.Unpooled;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What level 2 of the protocol adds, and that level 1 has none of it (RFC 7144). */
class ProtocolLevelTest {

    private static final Map<String, String> LEVEL_2 = Map.of("iSCSIProtocolLevel", "2");

    private final TargetFixture fixture = new TargetFixture();

    @AfterEach
    void stop() {
        fixture.close();
    }

    private static ScsiCommand command(
            ScriptedInitiator initiator, int attribute, int priority, byte[] cdb, long expected) {
        return new ScsiCommand(
                false,
                true,
                expected > 0,
                false,
                attribute,
                priority,
                0,
                initiator.nextTag(),
                expected,
                initiator.nextCmdSn(),
                0,
                new Cdb(cdb),
                0,
                Unpooled.EMPTY_BUFFER);
    }

    private static ScsiCommand hold(ScriptedInitiator initiator, long expected) {
        byte[] cdb = new byte[16];
        cdb[0] = (byte) ScriptedRouter.HOLD;
        return command(initiator, 1, 0, cdb, expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {9, 10, 11, 12})
    void queriesAreNotSupportedAtLevel1(int function) {
        ScriptedInitiator initiator = fixture.logIn(Map.of("iSCSIProtocolLevel", "1"));
        initiator.send(initiator.manage(function, -1, 0));
        assertThat(initiator.receive(TaskManagementResponse.class).response()).isEqualTo(5);
        assertThat(fixture.router().transport.carriesQueries()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"10, QUERY_TASK_SET", "11, I_T_NEXUS_RESET"})
    void queriesReachTheDeviceServerAtLevel2(int code, Function function) {
        ScriptedInitiator initiator = fixture.logIn(LEVEL_2);
        assertThat(fixture.router().transport.carriesQueries()).isTrue();
        fixture.router().nextAnswer =
                CompletableFuture.completedFuture(TaskManagement.Response.FUNCTION_SUCCEEDED);
        initiator.send(initiator.manage(code, -1, 0));
        assertThat(initiator.receive(TaskManagementResponse.class).response()).isEqualTo(7);
        assertThat(fixture.router().managed)
                .singleElement()
                .satisfies(request -> assertThat(request.function()).isEqualTo(function));
    }

    @Test
    void queryTaskFindsTheTaskBeforeAndInTheDeviceServer() throws Exception {
        ScriptedInitiator initiator = fixture.logIn(LEVEL_2);
        ScsiCommand running = hold(initiator, 40 << 20);
        // The running one moves so much that this one has to wait.
        ScsiCommand waiting = hold(initiator, 40 << 20);
        initiator.send(running);
        initiator.send(waiting);
        ScsiTask task = fixture.router().takeHeld();
        fixture.router().nextAnswer =
                CompletableFuture.completedFuture(TaskManagement.Response.FUNCTION_COMPLETE);

        initiator.send(initiator.manage(9, waiting.initiatorTaskTag(), waiting.cmdSn()));
        assertThat(initiator.receive(TaskManagementResponse.class).response()).isEqualTo(7);
        initiator.send(initiator.manage(9, 0x4711, initiator.cmdSn() - 1));
        assertThat(initiator.receive(TaskManagementResponse.class).response()).isZero();
        assertThat(fixture.router().managed).isEmpty();
        initiator.send(initiator.manage(9, running.initiatorTaskTag(), running.cmdSn()));
        assertThat(initiator.receive(TaskManagementResponse.class).response()).isZero();
        assertThat(fixture.router().managed).hasSize(1);
        task.complete(ScsiStatus.GOOD, null, 0, null);
        fixture.router().takeHeld().complete(ScsiStatus.GOOD, null, 0, null);
    }

    @Test
    void queryAsynchronousEventTellsThePendingUnitAttention() {
        ScriptedInitiator initiator = fixture.logIn(LEVEL_2);
        initiator.send(initiator.manage(12, -1, 0));
        TaskManagementResponse response = initiator.receive(TaskManagementResponse.class);
        assertThat(response.response()).isEqualTo(7);
        assertThat(response.additionalInformation()).isEqualTo(0x163f0e);
    }

    @Test
    void ofWaitingSimpleCommandsTheOneOfTheHighestPriorityGoesFirst() throws Exception {
        assertThat(orderOf(fixture.logIn(LEVEL_2)))
                .containsExactly("lba 1", "lba 3", "lba 2", "lba 0", "lba 4");
    }

    @Test
    void priorityIsAReservedFieldAtLevel1() throws Exception {
        assertThat(orderOf(fixture.logIn(Map.of())))
                .containsExactly("lba 0", "lba 1", "lba 2", "lba 3", "lba 4");
    }

    /** The order in which reads are answered that wait for one that moves much. */
    private List<String> orderOf(ScriptedInitiator initiator) throws Exception {
        initiator.send(hold(initiator, 40 << 20));
        ScsiTask blocking = fixture.router().takeHeld();
        int[] priorities = {15, 1, 0, 7};
        int[] tags = new int[priorities.length + 1];
        for (int lba = 0; lba < tags.length; lba++) {
            boolean last = lba == priorities.length;
            ScsiCommand read =
                    command(
                            initiator,
                            last ? 2 : 1,
                            last ? 1 : priorities[lba],
                            ScriptedInitiator.rw10(0x28, lba, 1),
                            512);
            tags[lba] = read.initiatorTaskTag();
            initiator.send(read);
        }
        initiator.send(initiator.immediateNop("all have arrived"));
        initiator.receive();
        blocking.complete(ScsiStatus.GOOD, null, 0, null);
        initiator.receive(ScsiResponse.class);
        return java.util.stream.IntStream.range(0, tags.length)
                .map(_ -> initiator.receive(DataIn.class).initiatorTaskTag())
                .mapToObj(tag -> "lba " + (tag - tags[0]))
                .toList();
    }
}
