package dev.rbdgate.iscsi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rbdgate.block.BlockDevice;
import dev.rbdgate.block.Completion;
import dev.rbdgate.block.ForwardingBlockDevice;
import dev.rbdgate.block.MemoryBlockDevice;
import dev.rbdgate.iscsi.pdu.DataIn;
import dev.rbdgate.iscsi.pdu.NopIn;
import dev.rbdgate.iscsi.pdu.ReadyToTransfer;
import dev.rbdgate.iscsi.pdu.ScsiCommand;
import dev.rbdgate.iscsi.pdu.ScsiResponse;
import dev.rbdgate.iscsi.pdu.TaskManagementResponse;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Sessions over the real device server, with storage that can be made to hang. */
class StorageTest {

    private static final int LOGIN_ROUNDS = 200;

    private final HangingDevice device = new HangingDevice(new MemoryBlockDevice(16 << 20));
    private final MemoryTarget memory = new MemoryTarget(List.of(device), Optional.empty());

    @AfterEach
    void stop() {
        memory.close();
    }

    /** Holds reads back while it hangs. */
    private static final class HangingDevice extends ForwardingBlockDevice {
        private final BlockingQueue<Runnable> held = new LinkedBlockingQueue<>();
        private volatile boolean hanging;

        HangingDevice(BlockDevice inner) {
            super(inner);
        }

        @Override
        public void read(long byteOffset, List<ByteBuffer> destination, Completion completion) {
            if (hanging) {
                held.add(() -> super.read(byteOffset, destination, completion));
            } else {
                super.read(byteOffset, destination, completion);
            }
        }

        Runnable takeHeld() throws InterruptedException {
            Runnable read = held.poll(20, TimeUnit.SECONDS);
            if (read == null) {
                throw new AssertionError("no read came");
            }
            return read;
        }
    }

    private ScriptedInitiator logIn() {
        ScriptedInitiator initiator = ScriptedInitiator.connect(memory.address);
        assertThat(initiator.logIn(MemoryTarget.NAME, Map.of()).status()).isZero();
        // The power on attention.
        initiator.send(
                initiator.command(false, false, true, new byte[16], 0, Unpooled.EMPTY_BUFFER));
        initiator.receive(ScsiResponse.class);
        return initiator;
    }

    @Test
    void whatIsWrittenIsRead() {
        try (ScriptedInitiator initiator = logIn()) {
            byte[] content = FullFeatureTest.random(1 << 20, 6);
            ScsiCommand write = initiator.write(100, 2048, true, Unpooled.EMPTY_BUFFER);
            initiator.send(write);
            for (int sent = 0; sent < content.length; ) {
                ReadyToTransfer r2t = initiator.receive(ReadyToTransfer.class);
                for (int at = 0; at < r2t.desiredBytes(); at += 65536) {
                    initiator.dataOut(
                            write.initiatorTaskTag(),
                            r2t.targetTransferTag(),
                            at / 65536,
                            sent + at,
                            at + 65536 == r2t.desiredBytes(),
                            Unpooled.wrappedBuffer(content, sent + at, 65536));
                }
                sent += r2t.desiredBytes();
            }
            assertThat(initiator.receive(ScsiResponse.class).status()).isZero();
            ScsiCommand read = initiator.read(100, 2048);
            initiator.send(read);
            assertThat(FullFeatureTest.bytes(initiator.receiveData(read.initiatorTaskTag())))
                    .isEqualTo(content);
        }
    }

    @Test
    void aNewLoginFindsGivenBackWhatAClosedConnectionHeld() {
        byte[] reserve = new byte[16];
        reserve[0] = 0x16; // RESERVE(6)
        for (int round = 0; round < LOGIN_ROUNDS; round++) {
            // Another ISID each time: no login takes the place of the one before.
            ScriptedInitiator initiator =
                    ScriptedInitiator.connect(memory.address).isid(ScriptedInitiator.ISID + round);
            assertThat(initiator.logIn(MemoryTarget.NAME, Map.of()).status()).isZero();
            initiator.send(
                    initiator.command(false, false, true, new byte[16], 0, Unpooled.EMPTY_BUFFER));
            initiator.receive(ScsiResponse.class);
            initiator.send(
                    initiator.command(false, false, true, reserve, 0, Unpooled.EMPTY_BUFFER));
            assertThat(initiator.receive(ScsiResponse.class).status())
                    .as("round %d", round)
                    .isZero();
            initiator.close();
        }
    }

    @Test
    void nopAndAbortAreAnsweredWhileStorageHangs() throws InterruptedException {
        try (ScriptedInitiator initiator = logIn()) {
            device.hanging = true;
            ScsiCommand read = initiator.read(0, 8);
            initiator.send(read);
            Runnable held = device.takeHeld();
            initiator.send(initiator.nop("still there?"));
            initiator.receive(NopIn.class);
            initiator.send(initiator.manage(1, read.initiatorTaskTag(), read.cmdSn()));
            // The device server waits some seconds for the storage, and not for ever.
            assertThat(initiator.receive(TaskManagementResponse.class).response()).isZero();
            device.hanging = false;
            held.run();
            ScsiCommand next = initiator.read(0, 8);
            initiator.send(next);
            initiator.receiveData(next.initiatorTaskTag());
        }
    }

    @Test
    void lunResetEndsWhatHangs() throws InterruptedException {
        try (ScriptedInitiator initiator = logIn()) {
            device.hanging = true;
            initiator.send(initiator.read(0, 8));
            Runnable held = device.takeHeld();
            initiator.send(initiator.manage(5, -1, 0));
            initiator.send(initiator.nop("after the reset was taken"));
            initiator.receive(NopIn.class);
            held.run();
            assertThat(initiator.receive(TaskManagementResponse.class).response()).isZero();
        }
    }

    @Test
    void buffersOfALostConnectionLiveUntilStorageIsDone() throws InterruptedException {
        ScriptedInitiator initiator = logIn();
        device.hanging = true;
        initiator.send(initiator.read(0, 2048));
        Runnable held = device.takeHeld();
        initiator.close();
        await().until(() -> memory.target.sessions().isEmpty());
        // Reads into the task's buffer, which must still be there.
        held.run();
        device.hanging = false;
        logIn().close();
    }

    @Test
    void unknownLunIsAnsweredByTheDeviceServer() {
        try (ScriptedInitiator initiator = logIn()) {
            ScsiCommand read = initiator.read(0, 1);
            initiator.send(
                    new ScsiCommand(
                            false,
                            true,
                            true,
                            false,
                            1,
                            0,
                            5L << 48,
                            read.initiatorTaskTag(),
                            512,
                            read.cmdSn(),
                            0,
                            read.cdb(),
                            0,
                            Unpooled.EMPTY_BUFFER));
            ScsiResponse response = initiator.receive(ScsiResponse.class);
            assertThat(response.status()).isEqualTo(2);
            assertThat(response.data().getUnsignedShort(2 + 12)).isEqualTo(0x2500);
        }
    }

    @Test
    void observerIsToldWhatReportLunsAnswered() {
        RecordingObserver observer = memory.observer;
        try (ScriptedInitiator initiator = logIn()) {
            byte[] cdb = new byte[16];
            cdb[0] = (byte) 0xa0;
            cdb[8] = 2;
            initiator.send(initiator.command(true, false, true, cdb, 512, Unpooled.EMPTY_BUFFER));
            initiator.receive(DataIn.class);
        }
        assertThat(observer.logins).hasSize(1);
        assertThat(observer.reports)
                .singleElement()
                .satisfies(event -> assertThat(event.luns()).containsExactly(0));
    }

    @Test
    void blockBeyondTheEndIsSenseData() {
        try (ScriptedInitiator initiator = logIn()) {
            ScsiCommand beyond = initiator.read(16 << 11, 1);
            initiator.send(beyond);
            ScsiResponse response = initiator.receive(ScsiResponse.class);
            assertThat(response.status()).isEqualTo(2);
            assertThat(response.data().getUnsignedShort(2 + 12)).isEqualTo(0x2100);
        }
    }
}
