package dev.rbdgate.scsi.copy;

import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.Refusal;
import io.netty.buffer.ByteBufAllocator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A copy while it runs: its transfers one after the other, and how far they are. Every unit that it
 * has to do with knows of it, and may end it.
 */
public final class CopyJob {

    /** A part of the copy, planned when those before it are done. */
    @FunctionalInterface
    interface Step {
        /**
         * @throws Refusal if this part cannot be copied
         */
        Transfer plan();

        /** What a failure of the transfer means for the command that asked for the copy. */
        default Refusal failure(Refusal cause) {
            return cause;
        }
    }

    private final CopyManager manager;
    private final Nexus nexus;
    private final UnitCopies origin;
    private final List<? extends Step> steps;
    private final ByteBufAllocator allocator;
    private final BooleanSupplier commandAborted;
    private final AtomicInteger due = new AtomicInteger();
    private final AtomicInteger stepsDone = new AtomicInteger();
    private final AtomicInteger chunks = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();
    private final Set<UnitCopies> units = new HashSet<>();
    private volatile boolean aborted;
    private volatile CopyState state = CopyState.RUNNING;
    private Consumer<CopyJob> onEnd = _ -> {};

    /**
     * @param nexus on whose behalf
     * @param origin of the unit that received the command
     * @param commandAborted whether the command that waits for the end was aborted
     */
    CopyJob(
            CopyManager manager,
            Nexus nexus,
            UnitCopies origin,
            List<? extends Step> steps,
            ByteBufAllocator allocator,
            BooleanSupplier commandAborted) {
        this.manager = manager;
        this.nexus = nexus;
        this.origin = origin;
        this.steps = steps;
        this.allocator = allocator;
        this.commandAborted = commandAborted;
    }

    /** Starts the copy; {@code whenEnded} runs once, possibly before this returns. */
    void start(Consumer<CopyJob> whenEnded) {
        onEnd = whenEnded;
        manager.observer().started();
        involve(origin);
        next();
    }

    /** Only one thread at a time is between two steps: the one that ended the last. */
    private void involve(UnitCopies unit) {
        if (units.add(unit)) {
            unit.add(this);
        }
    }

    private void next() {
        if (due.getAndIncrement() > 0) {
            return;
        }
        do {
            step();
        } while (due.decrementAndGet() > 0);
    }

    private void step() {
        int number = stepsDone.get();
        if (isAborted()) {
            end(CopyState.ABORTED);
        } else if (number == steps.size()) {
            end(CopyState.DONE);
        } else {
            Step step = steps.get(number);
            Transfer transfer;
            try {
                transfer = step.plan();
            } catch (Refusal refusal) {
                end(new CopyState.Failed(refusal));
                return;
            }
            involve(transfer.destination().copies());
            if (transfer.source() != null) {
                involve(transfer.source().copies());
            }
            new TransferRun(transfer, this, allocator, problem -> stepEnded(step, problem)).start();
        }
    }

    private void stepEnded(Step step, @Nullable Refusal problem) {
        if (isAborted()) {
            end(CopyState.ABORTED);
        } else if (problem != null) {
            end(new CopyState.Failed(step.failure(problem)));
        } else {
            stepsDone.incrementAndGet();
            next();
        }
    }

    private void end(CopyState how) {
        state = how;
        units.forEach(unit -> unit.remove(this));
        manager.ended(this);
        onEnd.accept(this);
    }

    void progressed(long byteCount, boolean zeros) {
        bytes.addAndGet(byteCount);
        chunks.incrementAndGet();
        manager.observer().copied(byteCount, zeros);
    }

    /** Ends the copy after the chunks that are under way. */
    public void abort() {
        aborted = true;
    }

    public boolean isAborted() {
        return aborted || commandAborted.getAsBoolean();
    }

    public Nexus nexus() {
        return nexus;
    }

    public CopyState state() {
        return state;
    }

    /** Bytes copied so far. */
    public long bytes() {
        return bytes.get();
    }

    /** Segments that are done. */
    public int segments() {
        return stepsDone.get();
    }

    /** Chunks copied so far, as sixteen bits that wrap (OPERATION COUNTER). */
    int operations() {
        return chunks.get() & 0xffff;
    }
}
