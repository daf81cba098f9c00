package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.cls.ObjectClassException;
import dev.rbdgate.rbd.cls.ObjectClasses;
import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.OmapKey;
import dev.rbdgate.rbd.store.SnapContext;
import dev.rbdgate.rbd.store.WriteOperation;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** Runs the steps of a write operation, with exclusive access to its object. */
final class WriteSteps {

    private final LocalObject object;
    private final Transaction transaction;

    private WriteSteps(LocalObject object, Transaction transaction) {
        this.object = object;
        this.transaction = transaction;
    }

    /**
     * @return 0, or the first step's refusal; then nothing has happened
     */
    static int run(
            LocalObject object, WriteOperation operation, SnapContext snapContext, FlushScope scope)
            throws StoreFileException {
        object.lookUp();
        List<Step> steps = operation.steps();
        boolean hinted = false;
        for (int i = 0; i < steps.size(); i++) {
            hinted |= steps.get(i) instanceof Step.AllocationHint;
        }
        Transaction transaction = new Transaction(object, hinted, snapContext);
        WriteSteps run = new WriteSteps(object, transaction);
        for (int i = 0; i < steps.size(); i++) {
            int result = run.step(steps.get(i));
            if (result < 0) {
                return result;
            }
        }
        transaction.commit(scope);
        return 0;
    }

    private int step(Step step) throws StoreFileException {
        return switch (step) {
            case Step.AssertExists _ -> object.exists() ? 0 : -Errno.ENOENT;
            case Step.AssertVersion(long version) -> assertVersion(version);
            case Step.CompareExtent(long offset, List<ByteBuffer> expected) ->
                    compare(offset, expected);
            case Step.Create(boolean exclusive) -> {
                if (exclusive && transaction.exists()) {
                    yield -Errno.EEXIST;
                }
                transaction.setWhole();
                transaction.create();
                yield 0;
            }
            case Step.Write(long offset, List<ByteBuffer> data) -> {
                if (offset < 0) {
                    yield -Errno.EINVAL;
                }
                transaction.write(offset, data);
                yield 0;
            }
            case Step.AtomicWrite(long offset, List<ByteBuffer> data) -> {
                if (offset < 0 || DataEffect.bytes(data) > LocalObjectStore.ATOMIC_WRITE_BYTES) {
                    yield -Errno.EINVAL;
                }
                transaction.setAtomic();
                transaction.write(offset, data);
                yield 0;
            }
            case Step.WriteFull(List<ByteBuffer> data) -> {
                transaction.replace(data);
                yield 0;
            }
            case Step.WriteSame(long offset, long length, ByteBuffer pattern) -> {
                if (offset < 0 || !pattern.hasRemaining() || length % pattern.remaining() != 0) {
                    yield -Errno.EINVAL;
                }
                transaction.repeat(offset, length, pattern);
                yield 0;
            }
            case Step.Zero(long offset, long length) -> {
                if (offset < 0 || length < 0) {
                    yield -Errno.EINVAL;
                }
                transaction.zero(offset, length);
                yield 0;
            }
            case Step.Truncate(long size) -> {
                if (size < 0) {
                    yield -Errno.EINVAL;
                }
                transaction.truncate(size);
                yield 0;
            }
            case Step.Remove _ -> {
                if (!transaction.exists()) {
                    yield -Errno.ENOENT;
                }
                transaction.remove();
                yield 0;
            }
            case Step.AllocationHint _ -> 0;
            case Step.SetXattr(String name, byte[] value) -> {
                transaction.setXattr(name, value);
                yield 0;
            }
            case Step.RemoveXattr(String name) -> onExisting(() -> transaction.removeXattr(name));
            case Step.OmapSet(var entries) -> {
                transaction.create();
                for (Map.Entry<OmapKey, byte[]> entry : entries.entrySet()) {
                    transaction.omapSet(entry.getKey(), entry.getValue());
                }
                yield 0;
            }
            case Step.OmapRemove(var keys) ->
                    onExisting(() -> keys.forEach(transaction::omapRemove));
            case Step.OmapClear _ -> onExisting(transaction::omapClear);
            case Step.Exec(String className, String method, byte[] input) ->
                    exec(className, method, input);
        };
    }

    /** As the OSD answers these steps on a missing object. */
    private int onExisting(Runnable change) {
        if (!transaction.exists()) {
            return -Errno.ENOENT;
        }
        change.run();
        return 0;
    }

    private int assertVersion(long version) {
        if (object.kind() == LocalObject.Kind.FILE) {
            // A plain overwrite of a data object counts nothing that could be asserted.
            return -Errno.EOPNOTSUPP;
        }
        ObjectHead head = object.head();
        long current = head == null ? 0 : head.version();
        if (version == current) {
            return 0;
        }
        return version < current ? -Errno.ERANGE : -Errno.EOVERFLOW;
    }

    private int compare(long offset, List<ByteBuffer> expected) throws StoreFileException {
        long position = 0;
        for (ByteBuffer part : expected) {
            byte[] actual = transaction.stored().read(offset + position, part.remaining());
            for (int i = 0; i < part.remaining(); i++) {
                byte there = i < actual.length ? actual[i] : 0;
                if (part.get(part.position() + i) != there) {
                    return (int) -(Errno.MAX + position + i);
                }
            }
            position += part.remaining();
        }
        return 0;
    }

    private int exec(String className, String method, byte[] input) throws StoreFileException {
        try {
            byte[] ignored =
                    ObjectClasses.call(
                            className,
                            method,
                            new ClassContext(transaction, object.namespace().parts()),
                            input);
            assert ignored.length == 0 || !ObjectClasses.writes(className, method)
                    : "a writing method has no output";
            return 0;
        } catch (ObjectClassException e) {
            return -e.errno();
        } catch (UncheckedFileException e) {
            throw e.failure();
        }
    }
}
