package dev.rbdgate.iscsi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.rbdgate.block.BlockDevice;
import dev.rbdgate.block.Completion;
import dev.rbdgate.block.ForwardingBlockDevice;
import dev.rbdgate.block.MemoryBlockDevice;
import dev.rbdgate.iscsi.pdu.NopIn;
import dev.rbdgate.iscsi.pdu.ReadyToTransfer;
import dev.rbdgate.iscsi.pdu.ScsiCommand;
import dev.rbdgate.iscsi.pdu.ScsiResponse;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Many initiators, and bad ones among them, beside one that only wants to be served: its NOPs are
 * answered within a second, buffers stay below a limit, and all is given back afterwards.
 */
final class UnderLoadTest {

    private static final Duration PROMPT = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** Of buffers for all connections together; the gateway has 512 MiB. */
    private static final long MEMORY_LIMIT = 256L << 20;

    private static final int UNITS = 4;
    private static final long UNIT_BYTES = 4 << 20;
    private static final int READ_BLOCKS = 512;

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private volatile long delayMillis;
    private final MemoryTarget memory = new MemoryTarget(devices(), Optional.empty());

    /** Closes each connection, in the order in which they were opened. */
    private final List<Runnable> opened = new ArrayList<>();

    private int isid;

    private List<BlockDevice> devices() {
        List<BlockDevice> devices = new ArrayList<>();
        for (int unit = 0; unit < UNITS; unit++) {
            devices.add(new SlowDevice(new MemoryBlockDevice(UNIT_BYTES)));
        }
        return devices;
    }

    @AfterEach
    void stop() {
        opened.forEach(Runnable::run);
        memory.close();
        timer.shutdownNow();
    }

    /** Takes its time for reads and writes while it is told to. */
    private final class SlowDevice extends ForwardingBlockDevice {
        SlowDevice(BlockDevice inner) {
            super(inner);
        }

        @Override
        public void read(long byteOffset, List<ByteBuffer> destination, Completion completion) {
            later(() -> super.read(byteOffset, destination, completion));
        }

        private void later(Runnable call) {
            if (delayMillis == 0) {
                call.run();
            } else {
                var _ = timer.schedule(call, delayMillis, TimeUnit.MILLISECONDS);
            }
        }
    }

    private ScriptedInitiator logIn() {
        ScriptedInitiator initiator =
                ScriptedInitiator.connect(memory.address).isid(ScriptedInitiator.ISID + ++isid);
        opened.add(initiator::close);
        assertThat(initiator.logIn(MemoryTarget.NAME, Map.of()).status()).isZero();
        // The power on attention.
        initiator.send(
                initiator.command(false, false, true, new byte[16], 0, Unpooled.EMPTY_BUFFER));
        initiator.receive(ScsiResponse.class);
        return initiator;
    }

    private static Duration nop(ScriptedInitiator initiator) {
        long begin = System.nanoTime();
        initiator.send(initiator.nop("?"));
        initiator.receive(NopIn.class);
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    private static long usedBytes() {
        return PooledByteBufAllocator.DEFAULT.metric().usedDirectMemory();
    }

    private void assertAllIsGivenBack(int sessions) {
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(memory.target.sessions()).hasSize(sessions));
    }

    @Test
    void aThousandConnectionsAreServedAndIdleOnesCostLittle() {
        ScriptedInitiator victim = logIn();
        long before = usedBytes();
        for (int i = 0; i < 999; i++) {
            var _ = logIn();
        }
        assertThat(memory.target.sessions()).hasSize(1000);
        assertThat(nop(victim)).isLessThan(PROMPT);
        assertThat(usedBytes() - before).isLessThan(MEMORY_LIMIT);
        closeAllBut(1);
        assertAllIsGivenBack(1);
        assertThat(nop(victim)).isLessThan(PROMPT);
    }

    private void closeAllBut(int first) {
        opened.subList(first, opened.size()).forEach(Runnable::run);
    }

    @Test
    void fullQueuesOf256SessionsOnASlowStoreLeaveNopsPromptAndShareFairly() throws Exception {
        int sessions = 256;
        int depth = 32;
        ScriptedInitiator victim = logIn();
        List<ScriptedInitiator> loaders = new ArrayList<>();
        for (int i = 0; i < sessions; i++) {
            loaders.add(logIn());
        }
        measureFairness(loaders.subList(0, 16));
        delayMillis = 100;
        for (ScriptedInitiator loader : loaders) {
            for (int i = 0; i < depth; i++) {
                loader.send(loader.read(i, 8));
            }
        }
        Duration slowest = Duration.ZERO;
        for (int i = 0; i < 20; i++) {
            Duration time = nop(victim);
            slowest = time.compareTo(slowest) > 0 ? time : slowest;
        }
        assertThat(slowest).isLessThan(PROMPT);
        assertThat(usedBytes()).isLessThan(MEMORY_LIMIT);
        delayMillis = 0;
        for (ScriptedInitiator loader : loaders) {
            for (int i = 0; i < depth; i++) {
                var _ = loader.receive();
            }
        }
        closeAllBut(1);
        assertAllIsGivenBack(1);
    }

    /** Equal initiators with equal queues for a second: the slowest has a third of the fastest. */
    private static void measureFairness(List<ScriptedInitiator> loaders) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(2);
        List<CompletableFuture<Integer>> counts = new ArrayList<>();
        for (ScriptedInitiator loader : loaders) {
            CompletableFuture<Integer> count = new CompletableFuture<>();
            counts.add(count);
            Thread.ofVirtual()
                    .start(() -> {
                        int done = 0;
                        for (int i = 0; i < 8; i++) {
                            loader.send(loader.read(i, 8));
                        }
                        while (System.nanoTime() < end) {
                            var _ = loader.receive();
                            loader.send(loader.read(done % 64, 8));
                            done++;
                        }
                        for (int i = 0; i < 8; i++) {
                            var _ = loader.receive();
                        }
                        count.complete(done);
                    });
        }
        int least = Integer.MAX_VALUE;
        int most = 0;
        for (CompletableFuture<Integer> count : counts) {
            int done = count.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            least = Math.min(least, done);
            most = Math.max(most, done);
        }
        System.out.printf(
                "fairness: %d to %d reads of %d initiators%n", least, most, loaders.size());
        assertThat(least).isGreaterThan(most / 3);
    }

    @Test
    void initiatorsThatStopReadingHoldBackNobodyAndABoundedAmount() {
        ScriptedInitiator victim = logIn();
        long before = usedBytes();
        for (int i = 0; i < 16; i++) {
            ScriptedInitiator deaf = logIn();
            for (int command = 0; command < 64; command++) {
                deaf.send(deaf.read(0, READ_BLOCKS));
            }
        }
        for (int i = 0; i < 10; i++) {
            assertThat(nop(victim)).isLessThan(PROMPT);
            assertThat(usedBytes() - before).isLessThan(MEMORY_LIMIT);
        }
        closeAllBut(1);
        assertAllIsGivenBack(1);
        assertThat(nop(victim)).isLessThan(PROMPT);
    }

    @Test
    void dataOutOneByteAtATimeIsTakenAndHoldsBackNobody() {
        ScriptedInitiator victim = logIn();
        ScriptedInitiator slow = logIn();
        ScsiCommand write = slow.write(0, 4, true, Unpooled.EMPTY_BUFFER);
        slow.send(write);
        ReadyToTransfer r2t = slow.receive(ReadyToTransfer.class);
        int bytes = r2t.desiredBytes();
        for (int at = 0; at < bytes; at++) {
            slow.dataOut(
                    write.initiatorTaskTag(),
                    r2t.targetTransferTag(),
                    at,
                    at,
                    at == bytes - 1,
                    Unpooled.wrappedBuffer(new byte[] {7}));
            if (at % 256 == 0) {
                assertThat(nop(victim)).isLessThan(PROMPT);
            }
        }
        assertThat(slow.receive(ScsiResponse.class).status()).isZero();
    }

    @Test
    void aFloodOfConnectionsThatDoNotLogInLeavesRoomForOneThatDoes() throws Exception {
        ScriptedInitiator victim = logIn();
        for (int i = 0; i < ConnectionLimits.MAX_LOGGING_IN / 2; i++) {
            Socket silent = new Socket(memory.address.getAddress(), memory.address.getPort());
            opened.add(() -> close(silent));
            silent.getOutputStream().write(0x43);
        }
        assertThat(nop(victim)).isLessThan(PROMPT);
        assertThat(nop(logIn())).isLessThan(PROMPT);
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
