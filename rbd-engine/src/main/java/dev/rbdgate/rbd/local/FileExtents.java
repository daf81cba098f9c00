package dev.rbdgate.rbd.local;

import dev.rbdgate.block.AllocationExtent;
import dev.rbdgate.rbd.files.StoreFile;
import dev.rbdgate.rbd.files.StoreFileException;
import java.util.ArrayList;
import java.util.List;

/**
 * Which parts of an object hold storage. A data object's holes are what the file system reports, in
 * its own blocks: a block with any data in it counts as allocated. An object in the key-value store
 * is allocated up to its size.
 */
final class FileExtents {

    /** Most extents in one answer; the caller asks again from its end. */
    static final int MAX_EXTENTS = 1024;

    private FileExtents() {}

    static List<AllocationExtent> of(StoredObject object, long offset, long length)
            throws StoreFileException {
        List<AllocationExtent> extents = new ArrayList<>();
        long end = offset + length;
        long at = offset;
        while (at < end && extents.size() < MAX_EXTENTS) {
            boolean allocated = extents.isEmpty() ? nextData(object, at) == at : !last(extents);
            long stop = allocated ? nextHole(object, at) : nextData(object, at);
            long until = stop < 0 ? end : Math.min(stop, end);
            extents.add(new AllocationExtent(at, until - at, allocated));
            at = until;
        }
        return extents;
    }

    private static boolean last(List<AllocationExtent> extents) {
        return extents.getLast().allocated();
    }

    private static long nextData(StoredObject object, long from) throws StoreFileException {
        return switch (object.kind()) {
            case UNKNOWN, MISSING -> StoreFile.NO_DATA;
            case RECORD -> from < object.size() ? from : StoreFile.NO_DATA;
            case FILE -> object.source().nextData(from);
        };
    }

    private static long nextHole(StoredObject object, long from) throws StoreFileException {
        return object.kind() == LocalObject.Kind.FILE
                ? object.source().nextHole(from)
                : object.size();
    }
}
