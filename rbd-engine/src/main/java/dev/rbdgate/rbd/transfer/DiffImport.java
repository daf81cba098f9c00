package dev.rbdgate.rbd.transfer;

import dev.rbdgate.block.BlockDevice;
import dev.rbdgate.rbd.diff.DiffRecord;
import java.util.Optional;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/** Applies the records of one stream of differences, as they come. */
final class DiffImport {

    /** What a stream is applied to. */
    interface Target {
        /** Fails if the differences do not belong to what there is. */
        void checkSnapshots(Optional<String> from, Optional<String> to);

        /** The device, now that its size is known; it stays open until the end. */
        BlockDevice resized(long sizeBytes);

        /** All of a stream was applied, and is durable. */
        void applied(Optional<String> to, boolean isProtected);
    }

    private final Target target;
    private final SourceReader source;
    private final DoubleConsumer progress;
    private Optional<String> from = Optional.empty();
    private Optional<String> to = Optional.empty();
    private boolean isProtected;
    private long sizeBytes;
    private @Nullable WriteBehind writes;

    DiffImport(Target target, SourceReader source, DoubleConsumer progress) {
        this.target = target;
        this.source = source;
        this.progress = progress;
    }

    void apply(DiffRecord record) {
        switch (record) {
            case DiffRecord.FromSnapshot(String name) -> from = Optional.of(name);
            case DiffRecord.ToSnapshot(String name) -> to = Optional.of(name);
            case DiffRecord.Protection(boolean value) -> isProtected = value;
            case DiffRecord.Size(long size) -> sizeBytes = size;
            case DiffRecord.Data _ -> {}
            case DiffRecord.Payload payload -> {
                new RawImport.Changes(device(), source).data(payload.byteOffset(), payload.bytes());
                progress.accept((double) payload.byteOffset() / sizeBytes);
            }
            case DiffRecord.Zero(long byteOffset, long byteCount) -> {
                if (byteCount > 0) {
                    device().zero(byteOffset, byteCount);
                }
            }
            case DiffRecord.End() -> {
                device().finish();
                target.applied(to, isProtected);
                progress.accept(1);
            }
        }
    }

    /** The device, once all was told that comes before its bytes. */
    private WriteBehind device() {
        WriteBehind begun = writes;
        if (begun == null) {
            target.checkSnapshots(from, to);
            begun = new WriteBehind(target.resized(sizeBytes));
            writes = begun;
        }
        return begun;
    }

    /** Waits for what was begun, whatever becomes of it. */
    void abandon() {
        WriteBehind begun = writes;
        if (begun != null) {
            begun.abandon();
        }
    }
}
