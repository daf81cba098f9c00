package dev.rbdgate.rbd.rados;

import java.nio.ByteBuffer;
import java.util.List;

/** What a list of buffers holds, as librados takes it. */
final class Payload {

    /** A write of more pieces than this is gathered first: each piece costs the OSD a step. */
    static final int MAX_PIECES = 16;

    /** Pieces that begin inside a block of this size would make the OSD write that block twice. */
    private static final int BLOCK_BYTES = 4096;

    private Payload() {}

    static long bytes(List<ByteBuffer> buffers) {
        long sum = 0;
        for (int i = 0; i < buffers.size(); i++) {
            sum += buffers.get(i).remaining();
        }
        return sum;
    }

    /** Whether librados can be given each buffer's own memory as a step. */
    static boolean isPiecewise(long offset, List<ByteBuffer> buffers) {
        if (buffers.size() > MAX_PIECES) {
            return false;
        }
        long at = offset;
        for (int i = 0; i < buffers.size(); i++) {
            ByteBuffer buffer = buffers.get(i);
            if (!buffer.isDirect() || (i > 0 && at % BLOCK_BYTES != 0)) {
                return false;
            }
            at += buffer.remaining();
        }
        return true;
    }

    /** The address of all bytes in one piece: the buffer's own, or a copy in the call's memory. */
    static long contiguous(List<ByteBuffer> buffers, Scratch scratch) {
        if (buffers.size() == 1 && buffers.getFirst().isDirect()) {
            return NativeMemory.addressOf(buffers.getFirst());
        }
        long address = scratch.allocate(bytes(buffers));
        long at = address;
        for (ByteBuffer buffer : buffers) {
            NativeMemory.putBuffer(at, buffer);
            at += buffer.remaining();
        }
        return address;
    }

    /** Spreads bytes that were read in one piece. */
    static void scatter(long address, long length, List<ByteBuffer> buffers) {
        long done = 0;
        for (ByteBuffer buffer : buffers) {
            int part = (int) Math.min(buffer.remaining(), length - done);
            NativeMemory.getBuffer(address + done, buffer, part);
            done += part;
        }
    }
}
