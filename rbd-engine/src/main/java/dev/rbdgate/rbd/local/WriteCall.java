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
    private int result = -Errno.EIO;

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
    }

    /** The only step that does something, if it is a plain write. */
    private static Step.@Nullable Write plainWrite(WriteOperation operation) {
        List<Step> steps = operation.steps();
        int last = steps.size() - 1;
        boolean plain = last == 0 || (last == 1 && steps.getFirst() instanceof Step.AllocationHint);
        return plain && steps.get(last) instanceof Step.Write write ? write : null;
    }

    /**
     * With exclusive access, on the caller's thread: overwrites existing data if that needs no
     * wait, or is short enough.
     *
     * @return whether the call is done, and only needs {@link #finish}
     */
    boolean tryNow() {
        Step.Write write = plainWrite(operation);
        if (write == null || object.kind() != LocalObject.Kind.FILE) {
            return false;
        }
        StoreParts parts = object.namespace().parts();
        long bytes = DataEffect.bytes(write.data());
        if (bytes == 0 || write.offset() < 0 || bytes > object.size() - write.offset()) {
            return false;
        }
        HeadLayer layer = object.layer();
        boolean plain =
                (layer == null || layer.ownsRange(write.offset(), write.offset() + bytes))
                        && !object.isOlderThan(snapContext);
        if (!plain) {
            return false;
        }
        try {
            if (bytes <= parts.settings().callerWriteBytes()) {
                run();
                return true;
            }
            if (write.data().size() > StoreFile.MAX_BUFFERS || !parts.space().allows(bytes)) {
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

    private boolean failed(StoreFileException e) {
        LOG.error("Object {} could not be written", object, e);
        result = -e.errno();
        return true;
    }

    @Override
    void run() {
        StoreParts parts = object.namespace().parts();
        int refusal = parts.health().refusal();
        if (refusal < 0) {
            result = refusal;
            return;
        }
        try {
            result = WriteSteps.run(object, operation, snapContext, scope);
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

    @Override
    void finish() {
        StoreParts parts = object.namespace().parts();
        if (result >= 0 && operation.durability() == Durability.DURABLE) {
            parts.syncer().syncObject(object, this::complete);
        } else {
            complete(result);
        }
    }

    private void complete(int finalResult) {
        object.namespace().parts().workers().completed();
        completion.complete(finalResult);
    }
}
