package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encoder;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ObjectStoreException;
import dev.rbdgate.rbd.store.OmapKey;
import dev.rbdgate.rbd.store.ReadOperation;
import dev.rbdgate.rbd.store.ReadOperation.Answer;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/**
 * The images of format 1 of a pool: a map in the content of {@code rbd_directory}, beside which its
 * omap has those of format 2. The directory decides: an image that is not in it has no such name.
 *
 * <p>Changed by writing the whole, if nobody else has written since it was read. (OSDs have an
 * operation that edits such a map; its name is missing from librados' header file.)
 */
final class DirectoryFormat1 {

    /** Longest content: some hundred thousand names. */
    private static final int MAX_BYTES = 16 << 20;

    /** How often a change is tried when others change the directory too. */
    private static final int MAX_TRIES = 20;

    private static final byte[] NO_VALUE = {};

    /**
     * The directory as it was read.
     *
     * @param version of the object; 0 if it does not exist
     */
    @SuppressWarnings("ArrayRecordComponent") // lives within one call
    private record State(byte[] head, SortedMap<OmapKey, byte[]> entries, long version) {}

    private DirectoryFormat1() {}

    /** All names, in order. */
    static CompletableFuture<List<String>> names(ObjectContext context) {
        return read(context)
                .thenApply(state -> state.entries.keySet().stream().map(OmapKey::text).toList());
    }

    static CompletableFuture<Boolean> contains(ObjectContext context, String name) {
        return read(context).thenApply(state -> state.entries.containsKey(OmapKey.of(name)));
    }

    /** Adds a name, which may be there. */
    static CompletableFuture<Void> add(ObjectContext context, String name) {
        return edit(context, entries -> entries.put(OmapKey.of(name), NO_VALUE), MAX_TRIES);
    }

    /** Removes a name, which may be missing. */
    static CompletableFuture<Void> remove(ObjectContext context, String name) {
        return edit(context, entries -> entries.remove(OmapKey.of(name)), MAX_TRIES);
    }

    static CompletableFuture<Void> rename(ObjectContext context, String from, String to) {
        return edit(
                context,
                entries -> {
                    entries.remove(OmapKey.of(from));
                    entries.put(OmapKey.of(to), NO_VALUE);
                },
                MAX_TRIES);
    }

    private static CompletableFuture<State> read(ObjectContext context) {
        return context.query(
                        ImageObjects.DIRECTORY,
                        ReadOperation.of(
                                new ReadOperation.Step.Stat(),
                                new ReadOperation.Step.Read(0, MAX_BYTES)))
                .thenApply(DirectoryFormat1::state)
                .exceptionallyCompose(failure ->
                        StoreErrors.is(failure, Errno.ENOENT)
                                ? CompletableFuture.completedFuture(
                                        new State(NO_VALUE, new TreeMap<>(), 0))
                                : CompletableFuture.failedFuture(failure));
    }

    private static State state(List<Answer> answers) {
        if (!(answers.get(0) instanceof Answer.Stat stat)
                || !(answers.get(1) instanceof Answer.Bytes(byte[] content))) {
            throw new ObjectStoreException(Errno.EIO, "reading " + ImageObjects.DIRECTORY);
        }
        SortedMap<OmapKey, byte[]> entries = new TreeMap<>();
        byte[] head = NO_VALUE;
        if (content.length > 0) {
            Decoder decoder = new Decoder(content);
            head = decoder.blob();
            for (long left = decoder.u32(); left > 0; left--) {
                OmapKey name = OmapKey.of(decoder.blob());
                entries.put(name, decoder.blob());
            }
        }
        return new State(head, entries, stat.version());
    }

    private static CompletableFuture<Void> edit(
            ObjectContext context, Consumer<SortedMap<OmapKey, byte[]>> change, int triesLeft) {
        return read(context)
                .thenCompose(state -> {
                    SortedMap<OmapKey, byte[]> entries = new TreeMap<>(state.entries);
                    change.accept(entries);
                    if (entries.keySet().equals(state.entries.keySet())) {
                        return Operations.done();
                    }
                    return Operations.durably(
                                    context,
                                    ImageObjects.DIRECTORY,
                                    guard(state),
                                    new Step.WriteFull(
                                            List.of(Buffers.direct(encode(state.head, entries)))))
                            .exceptionallyCompose(failure ->
                                    othersWere(failure) && triesLeft > 1
                                            ? edit(context, change, triesLeft - 1)
                                            : CompletableFuture.failedFuture(failure));
                });
    }

    private static Step guard(State state) {
        return state.version == 0 ? new Step.Create(true) : new Step.AssertVersion(state.version);
    }

    private static boolean othersWere(Throwable failure) {
        return StoreErrors.is(failure, Errno.EEXIST)
                || StoreErrors.is(failure, Errno.ENOENT)
                || StoreErrors.is(failure, Errno.ERANGE)
                || StoreErrors.is(failure, Errno.EOVERFLOW);
    }

    private static byte[] encode(byte[] head, SortedMap<OmapKey, byte[]> entries) {
        return Encoder.bytes(e ->
                e.blob(head)
                        .list(
                                new ArrayList<>(entries.entrySet()),
                                (list, entry) ->
                                        list.blob(entry.getKey().bytes()).blob(entry.getValue())));
    }
}
