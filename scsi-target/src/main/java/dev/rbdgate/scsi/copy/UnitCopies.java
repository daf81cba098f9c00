package dev.rbdgate.scsi.copy;

import dev.rbdgate.scsi.AdditionalSense;
import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.ScsiStatus;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What one logical unit has to do with copies: the ones that it was asked for, by nexus and list
 * identifier; those that read or change it; and the tokens that stand for its data.
 */
public final class UnitCopies {

    private record Key(Nexus nexus, long listId) {}

    /** In the order in which they were asked for. Guarded by this. */
    private final Map<Key, CopyOperation> operations = new LinkedHashMap<>();

    /** Guarded by this. */
    private final Set<CopyJob> jobs = new HashSet<>();

    /** Guarded by this. */
    private final List<RodToken> tokens = new ArrayList<>();

    /** Whether {@link #tokens} has any, for a look without the monitor. */
    private volatile boolean anyTokens;

    /**
     * Starts a copy that this unit was asked for.
     *
     * @param commandAborted whether the command was aborted, if it waits for the end
     * @param whenEnded told once, possibly before this returns
     * @throws Refusal if it cannot be taken in; {@code whenEnded} is not told then
     */
    public void start(
            CopyDomain domain,
            CopyOrder order,
            ByteBufAllocator allocator,
            BooleanSupplier commandAborted,
            Consumer<CopyJob> whenEnded) {
        CopyJob job;
        synchronized (this) {
            Key key = new Key(domain.nexus(), order.listId());
            if (order.identified()) {
                makeRoom(key);
            }
            job =
                    domain.manager()
                            .admit(
                                    domain.nexus(),
                                    this,
                                    order.steps(),
                                    allocator,
                                    order.immediate() ? () -> false : commandAborted);
            if (order.identified()) {
                operations.put(
                        key,
                        new CopyOperation(order.serviceAction(), order.immediate(), job, null));
            }
        }
        job.start(whenEnded);
    }

    /**
     * Remembers a token under the list identifier of the command that made it.
     *
     * @throws Refusal 05/00/16 if a copy of this identifier is running
     */
    public synchronized void remember(Nexus nexus, long listId, int serviceAction, RodToken token) {
        Key key = new Key(nexus, listId);
        makeRoom(key);
        operations.put(key, new CopyOperation(serviceAction, false, null, token));
    }

    /** Refuses an identifier that is in use, and makes room for one more. */
    public synchronized void checkFree(Nexus nexus, long listId) {
        makeRoom(new Key(nexus, listId));
    }

    private void makeRoom(Key key) {
        CopyOperation same = operations.get(key);
        if (same != null && same.isRunning()) {
            throw Refusal.illegal(
                    AdditionalSense.OPERATION_IN_PROGRESS,
                    "a copy with list identifier %d is running".formatted(key.listId()));
        }
        operations.remove(key);
        if (operations.size() < CopyLimits.MAX_IDENTIFIED_COPIES) {
            return;
        }
        Key oldest = null;
        for (Map.Entry<Key, CopyOperation> each : operations.entrySet()) {
            if (!each.getValue().isRunning()) {
                oldest = each.getKey();
                break;
            }
        }
        if (oldest == null) {
            throw Refusal.of(
                    ScsiStatus.BUSY, CopyLimits.MAX_IDENTIFIED_COPIES + " copies are running");
        }
        operations.remove(oldest);
    }

    synchronized @Nullable CopyOperation find(Nexus nexus, long listId) {
        return operations.get(new Key(nexus, listId));
    }

    /** Forgets a copy that has ended, once its initiator has been told. */
    synchronized void forget(Nexus nexus, long listId, CopyOperation operation) {
        operations.remove(new Key(nexus, listId), operation);
    }

    /**
     * COPY OPERATION ABORT.
     *
     * @return whether there is such a copy
     */
    public boolean abort(Nexus nexus, long listId) {
        CopyOperation operation = find(nexus, listId);
        if (operation == null) {
            return false;
        }
        if (operation.job() != null) {
            operation.job().abort();
        }
        return true;
    }

    /** Ends copies that read or change this unit, or were asked of it. */
    public void abort(Predicate<CopyJob> which) {
        List<CopyJob> chosen;
        synchronized (this) {
            chosen = jobs.stream().filter(which).toList();
        }
        chosen.forEach(CopyJob::abort);
    }

    /** The nexus is gone: its copies end, and nobody will ask about them. */
    public void nexusLost(Nexus nexus) {
        abort(job -> job.nexus().equals(nexus));
        synchronized (this) {
            operations.keySet().removeIf(key -> key.nexus().equals(nexus));
        }
    }

    /** LOGICAL UNIT RESET: every copy ends and is forgotten. */
    public void reset() {
        abort(_ -> true);
        synchronized (this) {
            operations.clear();
        }
    }

    synchronized void add(CopyJob job) {
        jobs.add(job);
    }

    synchronized void remove(CopyJob job) {
        jobs.remove(job);
    }

    synchronized void add(RodToken token) {
        tokens.add(token);
        anyTokens = true;
    }

    synchronized void remove(RodToken token) {
        tokens.remove(token);
        anyTokens = !tokens.isEmpty();
    }

    /** Bytes are about to change: tokens that stand for them end, before they do. */
    public void changed(long byteOffset, long byteCount) {
        if (anyTokens) {
            end(token -> token.covers(byteOffset, byteCount));
        }
    }

    /** Everything may have changed. */
    public void revokeTokens() {
        if (anyTokens) {
            end(_ -> true);
        }
    }

    private synchronized void end(Predicate<RodToken> which) {
        tokens.removeIf(token -> {
            if (token.problem() == null && !which.test(token)) {
                return false;
            }
            token.revoke();
            return true;
        });
        anyTokens = !tokens.isEmpty();
    }

    /** The tokens of this unit that can be used now. */
    synchronized List<RodToken> tokens(RodTokens all) {
        tokens.removeIf(all::isOver);
        anyTokens = !tokens.isEmpty();
        return List.copyOf(tokens);
    }
}
