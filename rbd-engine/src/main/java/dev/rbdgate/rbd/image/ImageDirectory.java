package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.CompletableFuture;

/** Which images a pool and namespace have. */
final class ImageDirectory {

    /** Names asked for at once. */
    private static final int PAGE = 1024;

    private ImageDirectory() {}

    /** All names, in order. */
    static CompletableFuture<List<String>> names(ObjectContext context) {
        return page(context, "", new ArrayList<>());
    }

    private static CompletableFuture<List<String>> page(
            ObjectContext context, String startAfter, List<String> names) {
        return Operations.ask(
                        context,
                        ImageObjects.DIRECTORY,
                        Calls.ask("dir_list", e -> e.string(startAfter).u64(PAGE)))
                .thenCompose(answers -> {
                    SortedMap<String, String> found =
                            new Decoder(answers.getFirst()).map(Decoder::string);
                    names.addAll(found.keySet());
                    return found.size() < PAGE
                            ? CompletableFuture.completedFuture(names)
                            : page(context, found.lastKey(), names);
                })
                .exceptionallyCompose(failure ->
                        StoreErrors.is(failure, Errno.ENOENT)
                                ? CompletableFuture.completedFuture(names)
                                : CompletableFuture.failedFuture(failure));
    }

    /** The id of an image by its name; ENOENT. */
    static CompletableFuture<String> id(ObjectContext context, String name) {
        return Operations.ask(context, ImageObjects.idOf(name), Calls.ask("get_id"))
                .thenApply(answers -> new Decoder(answers.getFirst()).string());
    }

    /** The id as the directory has it, also of an image that is only partly there; ENOENT. */
    static CompletableFuture<String> listedId(ObjectContext context, String name) {
        return Operations.ask(
                        context,
                        ImageObjects.DIRECTORY,
                        Calls.ask("dir_get_id", e -> e.string(name)))
                .thenApply(answers -> new Decoder(answers.getFirst()).string());
    }

    /** The name of an image by its id; ENOENT also of one in the trash. */
    static CompletableFuture<String> name(ObjectContext context, String id) {
        return Operations.ask(
                        context,
                        ImageObjects.DIRECTORY,
                        Calls.ask("dir_get_name", e -> e.string(id)))
                .thenApply(answers -> new Decoder(answers.getFirst()).string());
    }
}
