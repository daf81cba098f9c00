package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectCompletion;
import java.nio.ByteBuffer;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A read that may wait for the disk. */
final class ReadCall extends ObjectCall {

    private static final Logger LOG = LoggerFactory.getLogger(ReadCall.class);

    private final LocalObject object;
    private final long snap;
    private final long offset;
    private final List<ByteBuffer> destination;
    private final int length;
    private final ObjectCompletion completion;
    private int result = -Errno.EIO;

    ReadCall(
            LocalObject object,
            long snap,
            long offset,
            List<ByteBuffer> destination,
            int length,
            ObjectCompletion completion) {
        super(false);
        this.object = object;
        this.snap = snap;
        this.offset = offset;
        this.destination = destination;
        this.length = length;
        this.completion = completion;
    }

    @Override
    void run() {
        try {
            object.lookUp();
            StoredObject stored = StoredObject.at(object, snap);
            result = stored.exists() ? stored.read(offset, destination, length) : -Errno.ENOENT;
        } catch (StoreFileException e) {
            LOG.error("Object {} could not be read", object, e);
            result = -FileErrors.errno(e);
        } catch (RuntimeException | Error e) {
            LOG.error("Defect while reading object {}", object, e);
            result = -Errno.EIO;
        }
    }

    @Override
    void finish() {
        object.namespace().parts().workers().completed();
        completion.complete(result);
    }
}
