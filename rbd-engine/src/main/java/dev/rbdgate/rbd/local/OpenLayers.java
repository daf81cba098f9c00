package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.StoreFileException;
import java.util.LinkedHashMap;
import java.util.Map;

/** The open files of an object's layers below its head's, few of them. */
final class OpenLayers {

    /** More are closed, those opened first before the others. */
    static final int MAX_OPEN = 8;

    private final LocalObject object;

    // Guarded by this.
    private final Map<Long, FileHandle> open = new LinkedHashMap<>();

    OpenLayers(LocalObject object) {
        this.object = object;
    }

    /** A pinned handle of a layer's file. */
    synchronized FileHandle pinned(long layer) throws StoreFileException {
        FileHandle handle = open.get(layer);
        if (handle == null) {
            handle =
                    new FileHandle(
                            object.namespace().parts().files().open(object.layerPath(layer)));
            open.put(layer, handle);
            object.namespace().parts().table().fileOpened();
            if (open.size() > MAX_OPEN) {
                close(open.keySet().iterator().next());
            }
        }
        if (!handle.pin()) {
            throw new IllegalStateException("a closed file of " + object);
        }
        return handle;
    }

    /** Closes a layer's file, when its last reader is done. */
    synchronized void close(long layer) {
        FileHandle handle = open.remove(layer);
        if (handle != null) {
            object.namespace().parts().table().fileClosed();
            handle.unpin();
        }
    }

    synchronized void closeAll() {
        for (Long layer : open.keySet().toArray(Long[]::new)) {
            close(layer);
        }
    }
}
