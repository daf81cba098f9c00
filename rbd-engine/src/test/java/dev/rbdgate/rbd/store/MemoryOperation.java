package dev.rbdgate.rbd.store;

import dev.rbdgate.rbd.cls.ObjectClassException;
import dev.rbdgate.rbd.cls.ObjectClasses;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** A write operation while it runs on one object in memory. */
final class MemoryOperation {

    /** An error number. Stackless. */
    static final class Refused extends Exception {
        private static final long serialVersionUID = 1;
        final int result;

        Refused(int result) {
            super(null, null, false, false);
            this.result = result;
        }
    }

    final MemoryObjectStore store;
    final @Nullable MemoryObject before;
    @Nullable MemoryObject after;

    MemoryOperation(MemoryObjectStore store, @Nullable MemoryObject before) {
        this.store = store;
        this.before = before;
        this.after = before;
    }

    /** The object to change, a copy of what was, made when there is none. */
    MemoryObject changed() {
        if (after == null) {
            after = new MemoryObject();
        } else if (after == before) {
            after = after.copy();
        }
        return after;
    }

    void run(WriteOperation operation) throws Refused {
        for (Step step : operation.steps()) {
            run(step);
        }
        if (after != null && after != before) {
            after.version = store.nextVersion();
        }
    }

    private void run(Step step) throws Refused {
        switch (step) {
            case Step.AssertExists _ -> require(after != null, Errno.ENOENT);
            case Step.AssertVersion(long version) -> {
                require(after != null, Errno.ENOENT);
                require(version >= existing().version, Errno.ERANGE);
                require(version <= existing().version, Errno.EOVERFLOW);
            }
            case Step.CompareExtent(long offset, var expected) ->
                    compare(offset, MemoryObject.bytes(expected));
            case Step.Create(boolean exclusive) -> {
                require(!exclusive || after == null, Errno.EEXIST);
                changed();
            }
            case Step.Write(long offset, var data) ->
                    changed().write(offset, MemoryObject.bytes(data));
            case Step.AtomicWrite(long offset, var data) ->
                    changed().write(offset, MemoryObject.bytes(data));
            case Step.WriteFull(var data) -> {
                changed().truncate(0);
                changed().write(0, MemoryObject.bytes(data));
            }
            case Step.WriteSame(long offset, long length, ByteBuffer pattern) -> {
                byte[] bytes = new byte[(int) length];
                for (int i = 0; i < bytes.length; i++) {
                    bytes[i] = pattern.get(pattern.position() + i % pattern.remaining());
                }
                changed().write(offset, bytes);
            }
            case Step.Zero(long offset, long length) -> {
                if (after != null) {
                    changed().zero(offset, length);
                }
            }
            case Step.Truncate(long size) -> {
                if (after != null) {
                    changed().truncate(size);
                }
            }
            case Step.Remove _ -> {
                require(after != null, Errno.ENOENT);
                after = null;
            }
            case Step.AllocationHint _ -> changed();
            case Step.SetXattr(String name, byte[] value) -> changed().xattrs.put(name, value);
            case Step.RemoveXattr(String name) -> {
                require(after != null, Errno.ENOENT);
                changed().xattrs.remove(name);
            }
            case Step.OmapSet(var entries) -> changed().omap.putAll(entries);
            case Step.OmapRemove(var keys) -> {
                require(after != null, Errno.ENOENT);
                keys.forEach(changed().omap::remove);
            }
            case Step.OmapClear _ -> {
                require(after != null, Errno.ENOENT);
                changed().omap.clear();
            }
            case Step.Exec(String className, String method, byte[] input) -> {
                try {
                    ObjectClasses.call(className, method, new MemoryClassContext(this), input);
                } catch (ObjectClassException refusal) {
                    throw new Refused(-refusal.errno());
                }
            }
        }
    }

    private MemoryObject existing() {
        MemoryObject object = after;
        if (object == null) {
            throw new IllegalStateException("no object");
        }
        return object;
    }

    private void compare(long offset, byte[] expected) throws Refused {
        byte[] stored = before == null ? new byte[0] : before.read(offset, expected.length);
        for (int i = 0; i < expected.length; i++) {
            if (expected[i] != (i < stored.length ? stored[i] : 0)) {
                throw new Refused(-(Errno.MAX + i));
            }
        }
    }

    private static void require(boolean condition, int errno) throws Refused {
        if (!condition) {
            throw new Refused(-errno);
        }
    }
}
