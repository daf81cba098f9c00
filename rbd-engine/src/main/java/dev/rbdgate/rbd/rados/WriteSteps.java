package dev.rbdgate.rbd.rados;

import dev.rbdgate.rbd.store.OmapKey;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;

/** Puts the steps of a write operation into librados' own. */
final class WriteSteps {

    /** LIBRADOS_CREATE_EXCLUSIVE; 0 is LIBRADOS_CREATE_IDEMPOTENT. */
    private static final int CREATE_EXCLUSIVE = 1;

    private WriteSteps() {}

    static long payloadBytes(List<Step> steps) {
        long sum = 0;
        for (int i = 0; i < steps.size(); i++) {
            sum +=
                    switch (steps.get(i)) {
                        case Step.Write write -> Payload.bytes(write.data());
                        case Step.AtomicWrite write -> Payload.bytes(write.data());
                        case Step.WriteFull write -> Payload.bytes(write.data());
                        case Step.CompareExtent compare -> Payload.bytes(compare.expected());
                        case Step.WriteSame same -> same.pattern().remaining();
                        case Step.Exec exec -> exec.input().length;
                        case Step.SetXattr set -> set.value().length;
                        case Step.OmapSet set ->
                                set.entries().values().stream().mapToLong(v -> v.length).sum();
                        case Step.AssertExists _,
                                Step.AssertVersion _,
                                Step.Create _,
                                Step.Zero _,
                                Step.Truncate _,
                                Step.Remove _,
                                Step.AllocationHint _,
                                Step.RemoveXattr _,
                                Step.OmapRemove _,
                                Step.OmapClear _ ->
                                0;
                    };
        }
        return sum;
    }

    static void append(long operation, Step step, Scratch scratch) {
        switch (step) {
            case Step.AssertExists _ -> WriteOpCalls.assertExists(operation);
            case Step.AssertVersion guard -> WriteOpCalls.assertVersion(operation, guard.version());
            case Step.CompareExtent compare ->
                    // In one piece, since the answer counts from the beginning of the step.
                    WriteOpCalls.compareExtent(
                            operation,
                            Payload.contiguous(compare.expected(), scratch),
                            Payload.bytes(compare.expected()),
                            compare.offset(),
                            Librados.NULL);
            case Step.Create create ->
                    WriteOpCalls.createObject(
                            operation, create.exclusive() ? CREATE_EXCLUSIVE : 0, Librados.NULL);
            case Step.Write write -> write(operation, write.offset(), write.data(), scratch);
            // An OSD applies an operation in one transaction, on every replica.
            case Step.AtomicWrite write -> write(operation, write.offset(), write.data(), scratch);
            case Step.WriteFull write -> writeFull(operation, write.data(), scratch);
            case Step.WriteSame same ->
                    WriteOpCalls.writeSame(
                            operation,
                            Payload.contiguous(List.of(same.pattern()), scratch),
                            same.pattern().remaining(),
                            same.length(),
                            same.offset());
            case Step.Zero zero -> WriteOpCalls.zero(operation, zero.offset(), zero.length());
            case Step.Truncate truncate -> WriteOpCalls.truncate(operation, truncate.size());
            case Step.Remove _ -> WriteOpCalls.remove(operation);
            case Step.AllocationHint hint -> {
                // The object has it since its first write; each step costs the OSD time.
                if (!hint.recorded()) {
                    WriteOpCalls.allocationHint(operation, hint.objectSize(), hint.writeSize(), 0);
                }
            }
            case Step.SetXattr set ->
                    WriteOpCalls.setXattr(
                            operation,
                            scratch.string(set.name()),
                            scratch.bytes(set.value()),
                            set.value().length);
            case Step.RemoveXattr remove ->
                    WriteOpCalls.removeXattr(operation, scratch.string(remove.name()));
            case Step.OmapSet set -> omapSet(operation, set.entries(), scratch);
            case Step.OmapRemove remove -> omapRemove(operation, remove.keys(), scratch);
            case Step.OmapClear _ -> WriteOpCalls.omapClear(operation);
            case Step.Exec exec ->
                    WriteOpCalls.exec(
                            operation,
                            scratch.string(exec.className()),
                            scratch.string(exec.method()),
                            scratch.bytes(exec.input()),
                            exec.input().length,
                            Librados.NULL);
        }
    }

    private static void write(long operation, long offset, List<ByteBuffer> data, Scratch scratch) {
        if (data.isEmpty() || !Payload.isPiecewise(offset, data)) {
            WriteOpCalls.write(
                    operation, Payload.contiguous(data, scratch), Payload.bytes(data), offset);
            return;
        }
        long at = offset;
        for (ByteBuffer piece : data) {
            WriteOpCalls.write(operation, NativeMemory.addressOf(piece), piece.remaining(), at);
            at += piece.remaining();
        }
    }

    private static void writeFull(long operation, List<ByteBuffer> data, Scratch scratch) {
        if (data.isEmpty() || !Payload.isPiecewise(0, data)) {
            WriteOpCalls.writeFull(
                    operation, Payload.contiguous(data, scratch), Payload.bytes(data));
            return;
        }
        ByteBuffer first = data.getFirst();
        WriteOpCalls.writeFull(operation, NativeMemory.addressOf(first), first.remaining());
        if (data.size() > 1) {
            write(operation, first.remaining(), data.subList(1, data.size()), scratch);
        }
    }

    private static void omapSet(long operation, Map<OmapKey, byte[]> entries, Scratch scratch) {
        int count = entries.size();
        long keys = array(count, scratch);
        long values = array(count, scratch);
        long keyLengths = array(count, scratch);
        long valueLengths = array(count, scratch);
        long at = 0;
        for (Map.Entry<OmapKey, byte[]> entry : entries.entrySet()) {
            byte[] key = entry.getKey().bytes();
            NativeMemory.putLong(keys + at, scratch.bytes(key));
            NativeMemory.putLong(keyLengths + at, key.length);
            NativeMemory.putLong(values + at, scratch.bytes(entry.getValue()));
            NativeMemory.putLong(valueLengths + at, entry.getValue().length);
            at += Long.BYTES;
        }
        WriteOpCalls.omapSet(operation, keys, values, keyLengths, valueLengths, count);
    }

    private static void omapRemove(long operation, List<OmapKey> removed, Scratch scratch) {
        long keys = array(removed.size(), scratch);
        long keyLengths = array(removed.size(), scratch);
        long at = 0;
        for (OmapKey entry : removed) {
            byte[] key = entry.bytes();
            NativeMemory.putLong(keys + at, scratch.bytes(key));
            NativeMemory.putLong(keyLengths + at, key.length);
            at += Long.BYTES;
        }
        WriteOpCalls.omapRemove(operation, keys, keyLengths, removed.size());
    }

    /** Room for pointers or lengths. */
    private static long array(int count, Scratch scratch) {
        return scratch.allocate((long) count * Long.BYTES);
    }
}
