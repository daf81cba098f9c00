package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.cls.SnapMeta;
import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.encoding.MalformedException;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ReadOperation;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * The header of format 1, the layout of the first kernel driver and of QEMU's: object {@code
 * <name>.rbd}, whose content is a structure that ends with the snapshots. Such an image has no id;
 * the prefix of its data objects, which it keeps for life, stands for one.
 */
final class HeaderFormat1 implements HeaderAccess {

    static final int FORMAT = 1;

    /** Where the size is in the structure. */
    private static final int SIZE_AT = 80;

    /** Read at once; headers with many snapshots are longer. */
    private static final int FIRST_READ_BYTES = 4096;

    /** Longest header: as many snapshots as any client takes, with the longest names. */
    private static final int MAX_BYTES = 8 << 20;

    private final ObjectContext context;
    private final String object;

    HeaderFormat1(ObjectContext context, String name) {
        this.context = context;
        this.object = object(name);
    }

    /** The header object of an image by its name. */
    static String object(String name) {
        return name + ".rbd";
    }

    @Override
    public String object() {
        return object;
    }

    @Override
    public CompletableFuture<ImageHeader> read() {
        return content(FIRST_READ_BYTES).thenApply(this::decode);
    }

    /** The whole content; ENOENT. */
    CompletableFuture<byte[]> content() {
        return content(FIRST_READ_BYTES);
    }

    private CompletableFuture<byte[]> content(int most) {
        return Operations.ask(context, object, new ReadOperation.Step.Read(0, most))
                .thenCompose(answers -> {
                    byte[] found = answers.getFirst();
                    return found.length < most || most >= MAX_BYTES
                            ? CompletableFuture.completedFuture(found)
                            : content(MAX_BYTES);
                });
    }

    private ImageHeader decode(byte[] content) {
        try {
            return ContentFormat1.decode(content).header();
        } catch (MalformedException malformed) {
            throw new ImageException(
                    ImageException.Reason.FAILED,
                    "header %s of format 1: %s".formatted(object, malformed.getMessage()));
        }
    }

    @Override
    public CompletableFuture<Void> setSize(long sizeBytes) {
        byte[] size = Encoder.bytes(e -> e.u64(sizeBytes));
        return Operations.durably(
                context,
                object,
                new Step.AssertExists(),
                new Step.Write(SIZE_AT, List.of(Buffers.direct(size))));
    }

    @Override
    public CompletableFuture<Void> addSnapshot(String name, long snapId) {
        return Operations.durably(
                context, object, Calls.rbd("snap_add", e -> e.string(name).u64(snapId)));
    }

    /** The format cannot tell: a removal that was cut short is asked for again. */
    @Override
    public CompletableFuture<Void> condemnSnapshot(SnapMeta snapshot) {
        return Operations.done();
    }

    @Override
    public CompletableFuture<Void> removeSnapshot(SnapMeta snapshot) {
        return Operations.durably(
                context, object, Calls.rbd("snap_remove", e -> e.string(snapshot.name())));
    }

    @Override
    public CompletableFuture<Void> renameSnapshot(SnapMeta snapshot, String newName) {
        return Operations.durably(
                context,
                object,
                Calls.rbd("snap_rename", e -> e.u64(snapshot.id()).string(newName)));
    }

    @Override
    public CompletableFuture<Void> setProtection(SnapMeta snapshot, int protection) {
        return CompletableFuture.failedFuture(
                new ImageException(
                        ImageException.Reason.UNSUPPORTED,
                        "an image of format 1 has no clones, and needs no protection from that"));
    }
}
