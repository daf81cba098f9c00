package dev.rbdgate.rbd.transfer;

import dev.rbdgate.rbd.diff.ByteSink;
import java.nio.ByteBuffer;

/** Gathers small pieces for a sink, and hands large ones over as they are. */
final class SinkWriter {

    private static final int GATHERED_BYTES = 256 << 10;

    /** From this size on a piece is not copied. */
    private static final int LARGE_BYTES = 64 << 10;

    private final ByteSink sink;
    private final ByteBuffer gathered = ByteBuffer.allocateDirect(GATHERED_BYTES);

    SinkWriter(ByteSink sink) {
        this.sink = sink;
    }

    void write(byte[] bytes) {
        write(ByteBuffer.wrap(bytes));
    }

    /** Writes the remaining bytes, and leaves the buffer as it is; it may be used again. */
    void write(ByteBuffer bytes) {
        ByteBuffer view = bytes.duplicate();
        if (view.remaining() >= LARGE_BYTES) {
            flush();
            Waiting.join(sink.write(view));
            return;
        }
        if (view.remaining() > gathered.remaining()) {
            flush();
        }
        gathered.put(view);
    }

    void flush() {
        if (gathered.position() > 0) {
            Waiting.join(sink.write(gathered.flip()));
            gathered.clear();
        }
    }
}
