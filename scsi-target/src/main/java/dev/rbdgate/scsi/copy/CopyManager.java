package dev.rbdgate.scsi.copy;

import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.ScsiStatus;
import io.netty.buffer.ByteBufAllocator;
import java.security.SecureRandom;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** What all units that copies may go between have in common: their tokens and a limit. */
public final class CopyManager {

    private final RodTokens tokens;
    private final CopyObserver observer;
    private final Set<CopyJob> running = ConcurrentHashMap.newKeySet();

    public CopyManager() {
        this(CopyObserver.NONE);
    }

    public CopyManager(CopyObserver observer) {
        this(observer, new SecureRandom(), System::nanoTime);
    }

    /**
     * @param random for what makes tokens unguessable
     */
    public CopyManager(CopyObserver observer, Random random, LongSupplier nanoTime) {
        this.tokens = new RodTokens(random, nanoTime);
        this.observer = observer;
    }

    public RodTokens tokens() {
        return tokens;
    }

    /** The copies that run now. */
    public List<CopyJob> running() {
        return List.copyOf(running);
    }

    CopyObserver observer() {
        return observer;
    }

    /**
     * Takes a copy in, to be started.
     *
     * @throws Refusal BUSY if too many are running
     */
    CopyJob admit(
            Nexus nexus,
            UnitCopies origin,
            List<? extends CopyJob.Step> steps,
            ByteBufAllocator allocator,
            BooleanSupplier commandAborted) {
        CopyJob job = new CopyJob(this, nexus, origin, steps, allocator, commandAborted);
        synchronized (running) {
            if (running.size() >= CopyLimits.MAX_COPIES) {
                throw Refusal.of(ScsiStatus.BUSY, CopyLimits.MAX_COPIES + " copies are running");
            }
            running.add(job);
        }
        return job;
    }

    void ended(CopyJob job) {
        running.remove(job);
        observer.ended(job.state());
    }
}
