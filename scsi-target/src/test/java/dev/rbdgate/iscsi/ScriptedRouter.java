package dev.rbdgate.iscsi;

import dev.rbdgate.iscsi.session.CommandRouter;
import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.ScsiTask;
import dev.rbdgate.scsi.TaskManagement;
import dev.rbdgate.scsi.unit.LunInventory;
import dev.rbdgate.scsi.unit.NexusTransport;
import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A device server of one small memory. READ(10) and WRITE(10) work at once, operation code C0h
 * waits in {@link #held} for the test to complete it.
 */
final class ScriptedRouter implements CommandRouter {

    static final int HOLD = 0xc0;
    private static final int BLOCK_BYTES = 512;

    final NexusTransport transport;
    final byte[] memory = new byte[8 << 20];
    final BlockingQueue<ScsiTask> held = new LinkedBlockingQueue<>();
    final List<LunInventory> inventories = new CopyOnWriteArrayList<>();
    final List<TaskManagement.Request> managed = new CopyOnWriteArrayList<>();
    volatile CompletableFuture<TaskManagement.Response> nextAnswer = new CompletableFuture<>();
    volatile Runnable beforeAnswer = () -> {};
    final List<Set<Long>> cleared = new CopyOnWriteArrayList<>();
    final AtomicInteger executed = new AtomicInteger();
    final CompletableFuture<Void> nexusLost = new CompletableFuture<>();

    ScriptedRouter(NexusTransport transport) {
        this.transport = transport;
    }

    ScsiTask takeHeld() throws InterruptedException {
        ScsiTask task = held.poll(20, TimeUnit.SECONDS);
        if (task == null) {
            throw new AssertionError("no task was held");
        }
        return task;
    }

    @Override
    public void execute(ScsiTask task) {
        executed.incrementAndGet();
        int offset = (int) task.cdb().u32(2) * BLOCK_BYTES;
        int length = task.cdb().u16(7) * BLOCK_BYTES;
        switch (task.cdb().operationCode()) {
            case 0x28 -> {
                ByteBuf data = task.allocator().directBuffer(length);
                data.writeBytes(memory, offset, length);
                task.complete(ScsiStatus.GOOD, data, length, null);
            }
            case 0x2a -> {
                int wanted = (int) Math.min(length, task.expectedDataOutBytes());
                task.onAbort(() -> task.complete(ScsiStatus.TASK_ABORTED, null, 0, null));
                task.receiveDataOut(
                        wanted,
                        data -> {
                            data.getBytes(data.readerIndex(), memory, offset, wanted);
                            task.complete(ScsiStatus.GOOD, null, length, null);
                        });
            }
            case HOLD -> held.add(task);
            default -> task.complete(ScsiStatus.GOOD, null, 0, null);
        }
    }

    @Override
    public CompletableFuture<TaskManagement.Response> manage(TaskManagement.Request request) {
        managed.add(request);
        beforeAnswer.run();
        return nextAnswer;
    }

    @Override
    public TaskManagement.EventAnswer queryEvents(long lun) {
        return new TaskManagement.EventAnswer(TaskManagement.Response.FUNCTION_SUCCEEDED, 0x163f0e);
    }

    @Override
    public void replaceInventory(LunInventory inventory) {
        inventories.add(inventory);
    }

    @Override
    public void commandsCleared(Set<Long> luns) {
        cleared.add(luns);
    }

    @Override
    public void nexusLost() {
        nexusLost.complete(null);
    }
}
