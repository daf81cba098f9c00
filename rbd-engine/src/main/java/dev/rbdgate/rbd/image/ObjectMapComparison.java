package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.encoding.BitVector;
import dev.rbdgate.rbd.image.ObjectMapRebuild.Target;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.DoubleConsumer;

/**
 * Compares the object maps of an image with its objects. The objects come first: one that exists is
 * recorded before it does, so a map that is read later must know it, unless it went meanwhile.
 */
final class ObjectMapComparison {

    private final ImageContexts contexts;
    private final ImageHeader header;
    private final ObjectMapRebuild objects;

    ObjectMapComparison(ImageContexts contexts, ImageHeader header) {
        this.contexts = contexts;
        this.header = header;
        this.objects = new ObjectMapRebuild(contexts, header);
    }

    CompletableFuture<ObjectMapCheck> run(DoubleConsumer progress) {
        List<Target> targets = objects.targets();
        List<ObjectMapCheck.Report> reports = new ArrayList<>();
        CompletableFuture<Void> compared = Operations.done();
        for (int i = 0; i < targets.size(); i++) {
            Target target = targets.get(i);
            int number = i;
            compared =
                    compared.thenCompose(_ ->
                                    compare(
                                            target,
                                            part ->
                                                    progress.accept(
                                                            (number + part) / targets.size())))
                            .thenAccept(reports::add);
        }
        return compared.thenApply(_ -> new ObjectMapCheck(reports));
    }

    private CompletableFuture<ObjectMapCheck.Report> compare(
            Target target, DoubleConsumer progress) {
        BitVector found = new BitVector(header.striper().objects(target.sizeBytes()));
        long flags = target.snap().map(snap -> snap.flags()).orElseGet(header::flags);
        return objects.scan(target, 0, found.size(), found, progress)
                .thenCompose(_ ->
                        ObjectMaps.states(
                                contexts.metadata(), objects.object(target), found.size(), flags))
                .thenCompose(recorded -> again(target, found, recorded, 0))
                .thenApply(recorded -> report(target, found, recorded));
    }

    /** Looks again at objects that were there, and are recorded as absent by now. */
    private CompletableFuture<ObjectMapStates> again(
            Target target, BitVector found, ObjectMapStates recorded, long from) {
        long object = from;
        while (object < Math.min(found.size(), recorded.objects())
                && !wrong(found.get(object), recorded.map().get(object))) {
            object++;
        }
        if (object >= Math.min(found.size(), recorded.objects())) {
            return CompletableFuture.completedFuture(recorded);
        }
        long doubted = object;
        return objects.scan(target, doubted, doubted + 1, found, _ -> {})
                .thenCompose(_ -> again(target, found, recorded, doubted + 1));
    }

    private static ObjectMapCheck.Report report(
            Target target, BitVector found, ObjectMapStates recorded) {
        long wrong = 0;
        long firstWrong = -1;
        long pessimistic = 0;
        for (long object = 0; object < found.size(); object++) {
            int is = found.get(object);
            int says =
                    object < recorded.objects()
                            ? recorded.map().get(object)
                            : ObjectState.NONEXISTENT;
            if (wrong(is, says)) {
                wrong++;
                firstWrong = firstWrong < 0 ? object : firstWrong;
            } else if (is != says) {
                pessimistic++;
            }
        }
        return new ObjectMapCheck.Report(
                target.snap().map(snap -> snap.name()).orElse(""),
                recorded.valid(),
                wrong,
                firstWrong,
                pessimistic);
    }

    private static boolean wrong(int is, int says) {
        return switch (says) {
            case ObjectState.NONEXISTENT -> is != ObjectState.NONEXISTENT;
            case ObjectState.EXISTS_CLEAN -> is == ObjectState.EXISTS;
            default -> false;
        };
    }
}
