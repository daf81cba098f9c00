package dev.rbdgate.rbd.local;

import dev.rbdgate.block.Durability;
import dev.rbdgate.rbd.files.StoreFile;
import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectCompletion;
import dev.rbdgate.rbd.store.SnapContext;
import dev.rbdgate.rbd.store.WriteOperation;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A write operation. */
final class WriteCall extends ObjectCall {

    private static final Logger LOG = LoggerFactory.getLogger(WriteCall.class);

    private final LocalObject object;
    private final WriteOperation operation;
    private final SnapContext snapContext;
    private final FlushScope scope;
    private final ObjectCompletion completion;
    private final boolean durable;
    private int result = -Errno.EIO;

    /** Overwrites up to this length are brief; longer ones take their time even from memory. */
    private static final long BRIEF_BYTES = 64 << 10;

    /** What the page cache takes without reading first: whole pages, of any size up to this. */
    private static final long PAGE_BYTES = 4096;

    WriteCall(
            LocalObject object,
            WriteOperation operation,
            SnapContext snapContext,
            FlushScope scope,
            ObjectCompletion completion) {
        super(true);
        this.object = object;
        this.operation = operation;
        this.snapContext = snapContext;
        this.scope = scope;
        this.completion = completion;
        this.durable = operation.durability() == Durability.DURABLE;
    }

    @Override
    Pace pace() {
        if (durable) {
            return Pace.SYNCS;
        }
        Step.Write write = overwrite();
        if (write == null) {
            return Pace.MAY_WAIT;
        }
        long bytes = DataEffect.bytes(write.data());
        boolean wholePages = (write.offset() | bytes) % PAGE_BYTES == 0;
        return wholePages && bytes <= BRIEF_BYTES ? Pace.BRIEF : Pace.MAY_WAIT;
    }

    /** The only step that does something, if it is a plain write. */
    private static Step.@Nullable Write plainWrite(WriteOperation operation) {
        List<Step> steps = operation.steps();
        int last = steps.size() - 1;
        boolean plain = last == 0 || (last == 1 && steps.getFirst() instanceof Step.AllocationHint);
        return plain && steps.get(last) instanceof Step.Write write ? write : null;
    }

    /**
     * The only step that does something, if it overwrites what the head holds in its own file: the
     * system call is all there is to do.
     */
    private Step.@Nullable Write overwrite() {
        Step.Write write = plainWrite(operation);
        if (write == null || object.kind() != LocalObject.Kind.FILE) {
            return null;
        }
        long from = write.offset();
        long bytes = DataEffect.bytes(write.data());
        if (bytes == 0 || from < 0 || bytes > object.size() - from) {
            return null;
        }
        HeadLayer layer = object.layer();
        boolean owned = layer == null || layer.ownsRange(from, from + bytes);
        return owned && !object.isOlderThan(snapContext) ? write : null;
    }

    /**
     * With exclusive access, on the caller's thread: overwrites existing data if that needs no
     * wait, or is short enough.
     *
     * @return whether the call is done, and only needs {@link #finish}
     */
    boolean tryNow() {
        Step.Write write = durable ? null : overwrite();
        if (write == null || write.data().size() > StoreFile.MAX_BUFFERS) {
            return false;
        }
        long bytes = DataEffect.bytes(write.data());
        if (bytes <= parts().settings().callerWriteBytes()) {
            run();
            return true;
        }
        try {
            if (!parts().space().allows(bytes)) {
                return false;
            }
            long written = object.file().tryWrite(write.offset(), write.data());
            if (written > 0) {
                object.changedIn(scope);
            }
            if (written == bytes) {
                result = 0;
                return true;
            }
            return false;
        } catch (StoreFileException e) {
            return failed(e);
        } catch (RuntimeException | Error e) {
            LOG.error("Defect while writing object {}", object, e);
            result = -Errno.EIO;
            return true;
        }
    }

    private StoreParts parts() {
        return object.namespace().parts();
    }

    private boolean failed(StoreFileException e) {
        LOG.error("Object {} could not be written", object, e);
        result = -FileErrors.errno(e);
        return true;
    }

    @Override
    void run() {
        StoreParts parts = parts();
        int refusal = parts.health().refusal();
        if (refusal < 0) {
            result = refusal;
            return;
        }
        try {
            Step.Write write = overwrite();
            if (write != null && parts.space().allows(DataEffect.bytes(write.data()))) {
                overwrite(write);
            } else {
                result = WriteSteps.run(object, operation, snapContext, scope);
            }
        } catch (StoreFileException e) {
            parts.kv().failure().ifPresent(parts.health()::syncFailed);
            switch (e.errno()) {
                case Errno.ENOSPC, Errno.EDQUOT -> {
                    LOG.warn("No space for object {}: {}", object, e.getMessage());
                    result = -Errno.ENOSPC;
                }
                case Errno.ENAMETOOLONG, Errno.EFBIG -> {
                    LOG.info("Refused: {}", e.getMessage());
                    result = -e.errno();
                }
                default -> failed(e);
            }
        } catch (RuntimeException | Error e) {
            LOG.error("Defect while writing object {}", object, e);
            result = -Errno.EIO;
        }
    }

    private void overwrite(Step.Write write) throws StoreFileException {
        try {
            object.file().write(write.offset(), write.data());
            result = 0;
        } finally {
            object.changedIn(scope);
        }
    }

    /** A durable call runs where its sync may be waited for. */
    @Override
    void finish() {
        complete(result >= 0 && durable ? parts().syncer().syncNow(object) : result);
    }

    private void complete(int finalResult) {
        parts().workers().completed();
        completion.complete(finalResult);
    }
}
