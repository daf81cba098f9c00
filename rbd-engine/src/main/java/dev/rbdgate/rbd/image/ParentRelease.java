package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.cls.ChildImageSpec;
import dev.rbdgate.rbd.cls.ParentImageSpec;
import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Lets go of a clone's parent. The clone's header comes first, then the register, so that no parent
 * is removed that a header still names; a record in between makes the next open of the clone finish
 * it.
 */
final class ParentRelease {

    /** More than any record has. */
    private static final int MAX_RECORD_BYTES = 4096;

    private final PoolLookup pools;
    private final CloneRegistry registry;
    private final OpenChains chains;
    private final Function<ParentImageSpec, CompletableFuture<Void>> purge;

    /**
     * @param purge told of a snapshot that has lost a clone: if it was condemned and has no more,
     *     it goes now. Never fails: the next open of the parent finds it too
     */
    ParentRelease(
            PoolLookup pools,
            CloneRegistry registry,
            OpenChains chains,
            Function<ParentImageSpec, CompletableFuture<Void>> purge) {
        this.pools = pools;
        this.registry = registry;
        this.chains = chains;
        this.purge = purge;
    }

    private record Detached(ParentImageSpec parent, CloneKind kind) {
        byte[] encoded() {
            return Encoder.bytes(
                    e -> e.envelope(1, 1, fields -> fields.add(parent).u8(kind.number())));
        }

        static Detached decode(byte[] record) {
            return new Decoder(record)
                    .envelope(
                            1,
                            (_, fields) -> {
                                ParentImageSpec parent = ParentImageSpec.decode(fields);
                                return new Detached(parent, CloneKind.of(fields.u8()));
                            });
        }
    }

    /**
     * @param change after which the clone's header does not name the parent
     */
    CompletableFuture<Void> release(ImageIo image, Supplier<CompletableFuture<Void>> change) {
        Detached detached =
                new Detached(image.header().parent().spec(), CloneKind.of(image.header()));
        return Operations.durably(
                        image.contexts().metadata(),
                        new ImageObjects(image.header().id()).detached(),
                        new Step.WriteFull(List.of(Buffers.direct(detached.encoded()))))
                .thenCompose(_ -> change.get())
                .thenCompose(_ -> deregister(image, detached));
    }

    /** Finishes a release that was cut short, when the clone is opened. */
    CompletableFuture<Void> finish(ImageIo image) {
        return Operations.content(
                        image.contexts().metadata(),
                        new ImageObjects(image.header().id()).detached(),
                        MAX_RECORD_BYTES)
                .thenCompose(record -> {
                    if (record.length == 0) {
                        return Operations.done();
                    }
                    Detached detached = Detached.decode(record);
                    return image.header().parent().spec().equals(detached.parent)
                            ? forget(image)
                            : deregister(image, detached);
                });
    }

    private CompletableFuture<Void> deregister(ImageIo image, Detached detached) {
        ImageName name = image.name();
        ChildImageSpec clone =
                new ChildImageSpec(
                        pools.byName(name.pool()).id(), image.header().id(), name.namespace());
        return chains.parted(image)
                .thenCompose(_ ->
                        deregister(
                                image.contexts().metadata(), clone, detached.parent, detached.kind))
                .thenCompose(_ -> forget(image));
    }

    /** Takes a clone off the register. */
    CompletableFuture<Void> deregister(
            ObjectContext home, ChildImageSpec clone, ParentImageSpec parent, CloneKind kind) {
        return registry.detach(kind, home, parent, clone).thenCompose(_ -> purge.apply(parent));
    }

    private static CompletableFuture<Void> forget(ImageIo image) {
        return Operations.remove(
                image.contexts().metadata(), new ImageObjects(image.header().id()).detached());
    }
}
