package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.cls.ParentImageSpec;
import dev.rbdgate.rbd.cls.ParentInfo;
import dev.rbdgate.rbd.cls.SnapMeta;
import dev.rbdgate.rbd.cls.SnapNamespace;
import dev.rbdgate.rbd.cls.SnapshotInfo;
import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ReadOperation;
import dev.rbdgate.rbd.store.SnapContext;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/** The header of format 2: {@code rbd_header.<id>}, by class methods, as librbd reads it. */
final class HeaderFormat2 implements HeaderAccess {

    static final int FORMAT = 2;

    /** Snapshots asked about in one operation, with four calls each. */
    private static final int SNAPSHOTS_AT_ONCE = 16;

    private static final int CALLS_PER_SNAPSHOT = 4;

    /** How often a header is read again because a snapshot went away meanwhile. */
    private static final int MAX_READS = 10;

    private final ObjectContext context;
    private final String id;
    private final String object;

    HeaderFormat2(ObjectContext context, String id) {
        this.context = context;
        this.id = id;
        this.object = new ImageObjects(id).header();
    }

    @Override
    public String object() {
        return object;
    }

    @Override
    public CompletableFuture<ImageHeader> read() {
        return read(MAX_READS);
    }

    private CompletableFuture<ImageHeader> read(int readsLeft) {
        return basics().thenCompose(basics -> {
            List<Long> ids = basics.ids.reversed();
            return snapshots(ids, 0, new ArrayList<>())
                    .thenApply(basics::header)
                    .exceptionallyCompose(failure ->
                            StoreErrors.is(failure, Errno.ENOENT) && readsLeft > 1
                                    ? read(readsLeft - 1)
                                    : CompletableFuture.failedFuture(failure));
        });
    }

    /** The header without its snapshots, of which only the ids are known. */
    private record Basics(List<Long> ids, ImageHeader bare) {
        ImageHeader header(List<SnapMeta> snapshots) {
            return new ImageHeader(
                    bare.format(),
                    bare.id(),
                    bare.sizeBytes(),
                    bare.order(),
                    bare.features(),
                    bare.operations(),
                    bare.flags(),
                    bare.objectPrefix(),
                    bare.dataPoolId(),
                    bare.snapSeq(),
                    snapshots,
                    bare.parent(),
                    bare.created(),
                    bare.stripeUnit(),
                    bare.stripeCount());
        }
    }

    private CompletableFuture<Basics> basics() {
        return Operations.ask(
                        context,
                        object,
                        Calls.ask("get_size", e -> e.u64(SnapContext.HEAD)),
                        Calls.ask("get_features", e -> e.u64(SnapContext.HEAD).bool(false)),
                        Calls.ask("get_flags", e -> e.u64(SnapContext.HEAD)),
                        Calls.ask("get_object_prefix"),
                        Calls.ask("get_snapcontext"),
                        Calls.ask("parent_get"),
                        Calls.ask("parent_overlap_get", e -> e.u64(SnapContext.HEAD)),
                        Calls.ask("get_create_timestamp"),
                        Calls.ask("get_data_pool"),
                        Calls.ask("op_features_get"))
                .thenCompose(answers -> {
                    long features = new Decoder(answers.get(1)).u64();
                    return stripes(features).thenApply(stripes -> basics(answers, stripes));
                });
    }

    /** Stripe unit and count, as the header has them; empty if the image is not striped. */
    private CompletableFuture<List<Long>> stripes(long features) {
        if ((features & Feature.STRIPING.mask()) == 0) {
            return CompletableFuture.completedFuture(List.of());
        }
        return Operations.ask(context, object, Calls.ask("get_stripe_unit_count"))
                .thenApply(answers -> {
                    Decoder stripes = new Decoder(answers.getFirst());
                    long unit = stripes.u64();
                    return List.of(unit, stripes.u64());
                });
    }

    private Basics basics(List<byte[]> answers, List<Long> stripes) {
        Decoder size = new Decoder(answers.get(0));
        int order = size.u8();
        Decoder snaps = new Decoder(answers.get(4));
        long seq = snaps.u64();
        List<Long> ids = snaps.list(Decoder::u64);
        ParentImageSpec parent = ParentImageSpec.decode(new Decoder(answers.get(5)));
        OptionalLong overlap = new Decoder(answers.get(6)).optional();
        return new Basics(
                ids,
                new ImageHeader(
                        FORMAT,
                        id,
                        size.u64(),
                        order,
                        new Decoder(answers.get(1)).u64(),
                        new Decoder(answers.get(9)).u64(),
                        new Decoder(answers.get(2)).u64(),
                        new Decoder(answers.get(3)).string(),
                        new Decoder(answers.get(8)).u64(),
                        seq,
                        List.of(),
                        new ParentInfo(parent, overlap),
                        new Decoder(answers.get(7)).time(),
                        stripes.isEmpty() ? 1L << order : stripes.get(0),
                        stripes.isEmpty() ? 1 : stripes.get(1)));
    }

    private CompletableFuture<List<SnapMeta>> snapshots(
            List<Long> ids, int from, List<SnapMeta> found) {
        if (from >= ids.size()) {
            return CompletableFuture.completedFuture(found);
        }
        int to = Math.min(ids.size(), from + SNAPSHOTS_AT_ONCE);
        List<ReadOperation.Step> steps = new ArrayList<>();
        for (long snapId : ids.subList(from, to)) {
            steps.add(Calls.ask("snapshot_get", e -> e.u64(snapId)));
            steps.add(Calls.ask("get_protection_status", e -> e.u64(snapId)));
            steps.add(Calls.ask("get_flags", e -> e.u64(snapId)));
            steps.add(Calls.ask("parent_overlap_get", e -> e.u64(snapId)));
        }
        return Operations.ask(context, object, steps.toArray(ReadOperation.Step[]::new))
                .thenCompose(answers -> {
                    for (int at = 0; at < answers.size(); at += CALLS_PER_SNAPSHOT) {
                        found.add(snapshot(answers.subList(at, at + CALLS_PER_SNAPSHOT)));
                    }
                    return snapshots(ids, to, found);
                });
    }

    private static SnapMeta snapshot(List<byte[]> answers) {
        SnapshotInfo info = SnapshotInfo.decode(new Decoder(answers.get(0)));
        return new SnapMeta(
                info.id(),
                info.name(),
                info.imageSize(),
                new Decoder(answers.get(1)).u8(),
                new Decoder(answers.get(2)).u64(),
                info.namespace(),
                info.timestamp(),
                info.childCount(),
                new Decoder(answers.get(3)).optional());
    }

    @Override
    public CompletableFuture<Void> setSize(long sizeBytes) {
        return Operations.durably(context, object, Calls.rbd("set_size", e -> e.u64(sizeBytes)));
    }

    @Override
    public CompletableFuture<Void> addSnapshot(String name, long snapId) {
        return Operations.durably(
                context,
                object,
                Calls.rbd(
                        "snapshot_add",
                        e -> e.string(name).u64(snapId).add(new SnapNamespace.User())));
    }

    @Override
    public CompletableFuture<Void> condemnSnapshot(SnapMeta snapshot) {
        return Operations.durably(
                        context, object, Calls.rbd("snapshot_trash_add", e -> e.u64(snapshot.id())))
                .exceptionallyCompose(failure ->
                        StoreErrors.is(failure, Errno.EEXIST)
                                ? Operations.done()
                                : CompletableFuture.failedFuture(failure));
    }

    @Override
    public CompletableFuture<Void> setProtection(SnapMeta snapshot, int protection) {
        return Operations.durably(
                context,
                object,
                Calls.rbd("set_protection_status", e -> e.u64(snapshot.id()).u8(protection)));
    }

    @Override
    public CompletableFuture<Void> removeSnapshot(SnapMeta snapshot) {
        return Operations.durably(
                context, object, Calls.rbd("snapshot_remove", e -> e.u64(snapshot.id())));
    }

    @Override
    public CompletableFuture<Void> renameSnapshot(SnapMeta snapshot, String newName) {
        return Operations.durably(
                context,
                object,
                Calls.rbd("snapshot_rename", e -> e.u64(snapshot.id()).string(newName)));
    }
}
