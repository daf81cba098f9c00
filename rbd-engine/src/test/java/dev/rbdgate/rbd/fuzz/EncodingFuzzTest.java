package dev.rbdgate.rbd.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.rbdgate.rbd.cls.ChildImageSpec;
import dev.rbdgate.rbd.cls.GroupSpec;
import dev.rbdgate.rbd.cls.LockInfo;
import dev.rbdgate.rbd.cls.LockerId;
import dev.rbdgate.rbd.cls.LockerInfo;
import dev.rbdgate.rbd.cls.ParentImageSpec;
import dev.rbdgate.rbd.cls.ParentInfo;
import dev.rbdgate.rbd.cls.SnapMeta;
import dev.rbdgate.rbd.cls.SnapshotInfo;
import dev.rbdgate.rbd.cls.TrashImageSpec;
import dev.rbdgate.rbd.diff.DiffReader;
import dev.rbdgate.rbd.diff.DiffRecord;
import dev.rbdgate.rbd.diff.ImageStreamReader;
import dev.rbdgate.rbd.diff.MalformedStreamException;
import dev.rbdgate.rbd.diff.StreamRecord;
import dev.rbdgate.rbd.encoding.BitVector;
import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.EntityAddress;
import dev.rbdgate.rbd.encoding.EntityName;
import dev.rbdgate.rbd.encoding.MalformedException;
import dev.rbdgate.rbd.notify.HeaderMessage;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Function;

/** Any bytes are a structure, or malformed: nothing else is thrown, and little memory is taken. */
final class EncodingFuzzTest {

    private static final List<Function<Decoder, ?>> STRUCTURES =
            List.of(
                    SnapshotInfo::decode,
                    SnapMeta::decode,
                    ParentInfo::decode,
                    ParentImageSpec::decode,
                    ChildImageSpec::decode,
                    GroupSpec::decode,
                    TrashImageSpec::decode,
                    LockInfo::decode,
                    LockerId::decode,
                    LockerInfo::decode,
                    BitVector::decode,
                    EntityAddress::decode,
                    EntityName::decode);

    @FuzzTest(maxDuration = "10m")
    void anyBytesAreAStructureOrMalformed(FuzzedDataProvider input) {
        Function<Decoder, ?> structure = input.pickValue(STRUCTURES);
        try {
            Object decoded = Decoder.decode(input.consumeRemainingAsBytes(), structure::apply);
            var _ = decoded.toString();
        } catch (MalformedException refused) {
            // What it is there for.
        }
    }

    @FuzzTest(maxDuration = "10m")
    void anyNotificationIsAMessageThatEncodesToItselfOrMalformed(FuzzedDataProvider input) {
        try {
            HeaderMessage message = HeaderMessage.decode(input.consumeRemainingAsBytes());
            HeaderMessage again = HeaderMessage.decode(message.toBytes());
            if (again.operation() != message.operation()) {
                throw new AssertionError(message + " became " + again);
            }
        } catch (MalformedException refused) {
            // What it is there for.
        }
    }

    @FuzzTest(maxDuration = "10m")
    void anyStreamOfDifferencesIsReadOrMalformed(FuzzedDataProvider input) {
        DiffReader reader = new DiffReader();
        byte[] banner =
                (input.consumeBoolean() ? "rbd diff v1\n" : "rbd diff v2\n")
                        .getBytes(StandardCharsets.US_ASCII);
        try {
            long size = -1;
            drain(reader, ByteBuffer.wrap(banner));
            while (input.remainingBytes() > 0 && !reader.ended()) {
                ByteBuffer piece = ByteBuffer.wrap(input.consumeBytes(input.consumeInt(1, 300)));
                for (DiffRecord record = reader.next(piece);
                        record != null;
                        record = reader.next(piece)) {
                    size = checked(record, size);
                }
            }
            reader.finish();
        } catch (MalformedStreamException refused) {
            // What it is there for.
        }
    }

    private static void drain(DiffReader reader, ByteBuffer piece) {
        if (reader.next(piece) != null) {
            throw new AssertionError("a record in the banner");
        }
    }

    /** What is told lies inside the image. */
    private static long checked(DiffRecord record, long size) {
        return switch (record) {
            case DiffRecord.Size(long bytes) -> bytes;
            case DiffRecord.Data(long at, long count) -> inside(at, count, size);
            case DiffRecord.Zero(long at, long count) -> inside(at, count, size);
            case DiffRecord.Payload(long at, ByteBuffer bytes) ->
                    inside(at, bytes.remaining(), size);
            case DiffRecord.FromSnapshot _,
                    DiffRecord.ToSnapshot _,
                    DiffRecord.Protection _,
                    DiffRecord.End _ ->
                    size;
        };
    }

    private static long inside(long at, long count, long size) {
        if (at < 0 || count < 0 || at > size || count > size - at) {
            throw new AssertionError(at + "+" + count + " of " + size);
        }
        return size;
    }

    @FuzzTest(maxDuration = "10m")
    void anyExportedImageIsReadOrMalformed(FuzzedDataProvider input) {
        ImageStreamReader reader = new ImageStreamReader();
        byte[] banner = "rbd image v2\n".getBytes(StandardCharsets.US_ASCII);
        try {
            StreamRecord record = reader.next(ByteBuffer.wrap(banner));
            while (record == null && input.remainingBytes() > 0 && !reader.ended()) {
                ByteBuffer piece = ByteBuffer.wrap(input.consumeBytes(input.consumeInt(1, 300)));
                record = reader.next(piece);
                while (record != null) {
                    var _ = record.toString();
                    record = reader.next(piece);
                }
            }
            reader.finish();
        } catch (MalformedStreamException refused) {
            // What it is there for.
        }
    }
}
