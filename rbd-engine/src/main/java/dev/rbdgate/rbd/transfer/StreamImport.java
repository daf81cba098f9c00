package dev.rbdgate.rbd.transfer;

import dev.rbdgate.rbd.diff.ByteSource;
import dev.rbdgate.rbd.diff.DiffReader;
import dev.rbdgate.rbd.diff.DiffRecord;
import dev.rbdgate.rbd.diff.ImageRecord;
import dev.rbdgate.rbd.diff.ImageStreamReader;
import dev.rbdgate.rbd.diff.StreamRecord;
import java.nio.ByteBuffer;
import java.util.function.DoubleConsumer;
import org.jspecify.annotations.Nullable;

/** Reads streams and does what their records say, as they come. */
final class StreamImport {

    private final SourceReader source;

    StreamImport(ByteSource source) {
        this.source = new SourceReader(source);
    }

    void diff(DiffImport.Target target, DoubleConsumer progress) {
        DiffReader reader = new DiffReader();
        DiffImport diff = new DiffImport(target, source, progress);
        try {
            while (!reader.ended()) {
                ByteBuffer piece = source.read();
                if (!piece.hasRemaining()) {
                    reader.finish();
                }
                @Nullable DiffRecord record = reader.next(piece);
                while (record != null) {
                    diff.apply(record);
                    record = reader.next(piece);
                }
            }
        } finally {
            diff.abandon();
        }
    }

    void image(NewImage target, DoubleConsumer progress) {
        ImageStreamReader reader = new ImageStreamReader();
        ImageRecords records = new ImageRecords(target, progress);
        try {
            while (!reader.ended()) {
                ByteBuffer piece = source.read();
                if (!piece.hasRemaining()) {
                    reader.finish();
                }
                @Nullable StreamRecord record = reader.next(piece);
                while (record != null) {
                    records.apply(record);
                    record = reader.next(piece);
                }
            }
        } finally {
            records.diff.abandon();
        }
    }

    /** The records of a whole image: its head, and one stream of differences after the other. */
    private final class ImageRecords {
        private final NewImage target;
        private final DoubleConsumer progress;
        private long diffs = 1;
        private long done;
        private DiffImport diff;

        ImageRecords(NewImage target, DoubleConsumer progress) {
            this.target = target;
            this.progress = progress;
            this.diff = nextDiff();
        }

        private DiffImport nextDiff() {
            return new DiffImport(target, source, part -> progress.accept((done + part) / diffs));
        }

        void apply(StreamRecord record) {
            switch (record) {
                case ImageRecord.Diffs(long count) -> diffs = count;
                case ImageRecord ofHead -> target.describe(ofHead);
                case DiffRecord ofDiff -> {
                    diff.apply(ofDiff);
                    if (ofDiff instanceof DiffRecord.End) {
                        done++;
                        diff = nextDiff();
                    }
                }
            }
        }
    }
}
