package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.cls.SnapMeta;
import dev.rbdgate.rbd.store.ObjectCompletion;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an open image's requests work with, as of one moment. Immutable, apart from the object
 * states, which follow the requests; replaced as a whole while no request runs.
 *
 * @param sizeBytes of the head, or of the snapshot that was opened
 */
record OpenState(ImageHeader header, long sizeBytes, Striper striper, ObjectIo objects) {

    /**
     * The head of an image.
     *
     * @param below the snapshot it was cloned from; null if the head shows nothing of it
     */
    static OpenState head(
            ImageContexts contexts,
            ImageHeader header,
            ObjectStates states,
            @Nullable OpenState below) {
        Striper striper = header.striper();
        ObjectCalls calls =
                new ObjectCalls(
                        contexts.data().withSnapContext(header.snapContext()),
                        header.names(),
                        states,
                        striper.objectBytes());
        Parent parent = parent(striper, below, header.headOverlap());
        CopyUps copyUps =
                parent == null
                        ? null
                        : new CopyUps(
                                calls,
                                contexts.data(),
                                parent,
                                SnapshotMaps.of(contexts.metadata(), header));
        return new OpenState(
                header, header.sizeBytes(), striper, new ObjectIo(calls, parent, copyUps));
    }

    /** An image at a snapshot, to be read. */
    static OpenState snapshot(
            ImageContexts contexts,
            ImageHeader header,
            SnapMeta snapshot,
            ObjectStates states,
            @Nullable OpenState below) {
        Striper striper = header.striper();
        ObjectCalls calls =
                new ObjectCalls(
                        contexts.data().withReadSnap(snapshot.id()),
                        header.names(),
                        states,
                        striper.objectBytes());
        Parent parent = parent(striper, below, header.overlap(snapshot));
        return new OpenState(
                header, snapshot.imageSize(), striper, new ObjectIo(calls, parent, null));
    }

    private static @Nullable Parent parent(
            Striper striper, @Nullable OpenState below, long overlapBytes) {
        return below == null || overlapBytes == 0 ? null : new Parent(below, striper, overlapBytes);
    }

    /** What is read through, from the nearest on; empty if this is no clone. */
    List<Link> chain() {
        List<Link> chain = new ArrayList<>();
        OpenState state = this;
        for (Parent parent = objects.parent(); parent != null; ) {
            chain.add(new Link(state.header.parent().spec(), parent.shownBytes()));
            state = parent.snapshot();
            parent = state.objects.parent();
        }
        return chain;
    }

    /** Reads a range that lies in the image: object by object, in slices of the destination. */
    void read(
            long byteOffset,
            long byteCount,
            List<ByteBuffer> destination,
            ObjectCompletion completion) {
        if (striper.inOneUnit(byteOffset, byteCount)) {
            objects.read(
                    striper.object(byteOffset),
                    striper.objectOffset(byteOffset),
                    destination,
                    completion);
            return;
        }
        ObjectCompletion joined =
                new Joined(Extents.count(striper, byteOffset, byteCount), completion);
        striper.forEachObject(
                byteOffset,
                byteCount,
                (object, objectOffset, length) ->
                        objects.read(
                                object,
                                objectOffset,
                                Buffers.ofExtent(
                                        striper,
                                        byteOffset,
                                        destination,
                                        object,
                                        objectOffset,
                                        length),
                                joined));
    }
}
