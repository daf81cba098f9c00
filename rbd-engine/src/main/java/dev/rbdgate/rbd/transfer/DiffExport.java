package dev.rbdgate.rbd.transfer;

import dev.rbdgate.block.BlockDevice;
import dev.rbdgate.rbd.diff.DiffEncoder;
import dev.rbdgate.rbd.diff.DiffRecord;
import dev.rbdgate.rbd.diff.DiffVersion;
import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/** Writes one stream of differences. */
final class DiffExport {

    /**
     * What a stream tells of the image, besides its bytes.
     *
     * @param from the snapshot that is compared with
     * @param to the snapshot that is written; empty: the head
     * @param isProtected of {@code to}
     */
    record Head(Optional<String> from, Optional<String> to, boolean isProtected) {}

    private final SinkWriter sink;
    private final DiffVersion version;
    private final DiffEncoder encoder;

    DiffExport(SinkWriter sink, DiffVersion version) {
        this.sink = sink;
        this.version = version;
        this.encoder = new DiffEncoder(version);
    }

    /**
     * @param before what {@code now} is compared with; null: with zeros, which is to say that all
     *     of the ranges is written
     * @param ranges where they may differ
     * @param progress told the done part, 0 to 1
     */
    void run(
            Head head,
            BlockDevice now,
            @Nullable BlockDevice before,
            Iterator<Range> ranges,
            DoubleConsumer progress) {
        sink.write(version.banner());
        head.from().ifPresent(name -> put(new DiffRecord.FromSnapshot(name)));
        head.to().ifPresent(name -> put(new DiffRecord.ToSnapshot(name)));
        if (head.to().isPresent() && version == DiffVersion.V2) {
            put(new DiffRecord.Protection(head.isProtected()));
        }
        long sizeBytes = now.sizeBytes();
        put(new DiffRecord.Size(sizeBytes));
        new ReadAhead(now, before)
                .run(
                        ranges,
                        (byteOffset, bytes, earlier) -> {
                            ZeroRuns.visit(byteOffset, bytes, earlier, new Records());
                            progress.accept((double) byteOffset / sizeBytes);
                        });
        put(new DiffRecord.End());
        progress.accept(1);
    }

    private void put(DiffRecord record) {
        sink.write(encoder.encode(record));
    }

    private final class Records implements ZeroRuns.Visitor {
        @Override
        public void data(long byteOffset, ByteBuffer bytes) {
            put(new DiffRecord.Data(byteOffset, bytes.remaining()));
            sink.write(bytes);
        }

        @Override
        public void zero(long byteOffset, long byteCount) {
            put(new DiffRecord.Zero(byteOffset, byteCount));
        }
    }
}
