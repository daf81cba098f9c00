package dev.rbdgate.rbd.rados;

import dev.rbdgate.rbd.store.CallKind;
import dev.rbdgate.rbd.store.ObjectCompletion;
import java.nio.ByteBuffer;
import java.util.List;

/** A read of object data into the caller's buffers. */
final class ReadRequest extends Request {

    private final String object;
    private final long offset;
    private final List<ByteBuffer> destination;
    private final ObjectCompletion completion;
    private final long length;

    /** Where all was read in one piece, to be spread; or the lengths read of each piece. */
    private long gathered;

    private long lengths;

    ReadRequest(
            IoContext io,
            String object,
            long offset,
            List<ByteBuffer> destination,
            ObjectCompletion completion) {
        super(io);
        this.object = object;
        this.offset = offset;
        this.destination = destination;
        this.completion = completion;
        length = Payload.bytes(destination);
    }

    @Override
    CallKind kind() {
        return CallKind.READ;
    }

    @Override
    long payloadBytes() {
        return length;
    }

    @Override
    int send(Slot slot) {
        Scratch scratch = slot.scratch();
        long name = scratch.string(object);
        if (length == 0) {
            return sendSteps(slot, name, false);
        }
        if (destination.size() == 1 && destination.getFirst().isDirect()) {
            return sendPlain(slot, name, NativeMemory.addressOf(destination.getFirst()));
        }
        if (destination.size() <= Payload.MAX_PIECES
                && destination.stream().allMatch(ByteBuffer::isDirect)) {
            return sendSteps(slot, name, true);
        }
        gathered = scratch.allocate(length);
        return sendPlain(slot, name, gathered);
    }

    private int sendPlain(Slot slot, long name, long address) {
        return AioCalls.read(io().address(), name, slot.completion(), address, length, offset);
    }

    /** One step for each buffer, or a stat: to read nothing means the whole object to an OSD. */
    private int sendSteps(Slot slot, long name, boolean read) {
        Scratch scratch = slot.scratch();
        long operation = ReadOpCalls.create();
        try {
            if (read) {
                lengths = scratch.allocate((long) destination.size() * Long.BYTES);
                long at = offset;
                for (int i = 0; i < destination.size(); i++) {
                    ByteBuffer buffer = destination.get(i);
                    long lengthOut = lengths + (long) i * Long.BYTES;
                    NativeMemory.putLong(lengthOut, 0);
                    if (buffer.hasRemaining()) {
                        ReadOpCalls.read(
                                operation,
                                at,
                                buffer.remaining(),
                                NativeMemory.addressOf(buffer),
                                lengthOut,
                                Librados.NULL);
                        at += buffer.remaining();
                    }
                }
            } else {
                ReadOpCalls.stat(operation, scratch.word(), scratch.word(), Librados.NULL);
            }
            return AioCalls.operateRead(operation, io().address(), slot.completion(), name, 0);
        } finally {
            ReadOpCalls.release(operation);
        }
    }

    @Override
    int collect(Slot slot, int result) {
        if (result < 0) {
            return result;
        }
        if (gathered != Librados.NULL) {
            Payload.scatter(gathered, result, destination);
            return result;
        }
        if (lengths == Librados.NULL) {
            return length == 0 ? 0 : result;
        }
        int sum = 0;
        for (int i = 0; i < destination.size(); i++) {
            sum += (int) NativeMemory.getLong(lengths + (long) i * Long.BYTES);
        }
        return sum;
    }

    @Override
    void complete(int result) {
        completion.complete(result);
    }
}
