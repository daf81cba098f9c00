package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.cls.ObjectClassException;
import dev.rbdgate.rbd.cls.ObjectClasses;
import dev.rbdgate.rbd.files.StoreFileException;
import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectStoreException;
import dev.rbdgate.rbd.store.OmapKey;
import dev.rbdgate.rbd.store.ReadOperation;
import dev.rbdgate.rbd.store.ReadOperation.Answer;
import dev.rbdgate.rbd.store.ReadOperation.Step;
import java.util.ArrayList;
import java.util.List;

/** Answers the steps of a read operation, with shared access to the object. */
final class ReadSteps {

    /** Longest read of one step, and most entries of one list. */
    private static final int MAX_READ_BYTES = 256 << 20;

    private ReadSteps() {}

    static List<Answer> run(LocalObject object, long snap, ReadOperation operation)
            throws StoreFileException {
        StoredObject stored = StoredObject.at(object, snap);
        if (!stored.exists()) {
            throw new ObjectStoreException(Errno.ENOENT, "object " + object);
        }
        List<Answer> answers = new ArrayList<>(operation.steps().size());
        for (Step step : operation.steps()) {
            answers.add(answer(object, stored, step));
        }
        return answers;
    }

    private static Answer answer(LocalObject object, StoredObject stored, Step step)
            throws StoreFileException {
        return switch (step) {
            case Step.Stat _ -> stored.stat();
            case Step.Read(long offset, int length) -> {
                if (offset < 0 || length < 0 || length > MAX_READ_BYTES) {
                    yield new Answer.Failed(Errno.EINVAL);
                }
                yield new Answer.Bytes(stored.read(offset, length));
            }
            case Step.Exec(String className, String method, byte[] input) ->
                    exec(object, stored, className, method, input);
            case Step.GetXattrs _ -> new Answer.Xattrs(stored.xattrs());
            case Step.OmapList(OmapKey startAfter, OmapKey prefix, int max) ->
                    stored.omapList(startAfter, prefix, max);
        };
    }

    private static Answer exec(
            LocalObject object, StoredObject stored, String className, String method, byte[] input)
            throws StoreFileException {
        try {
            if (ObjectClasses.writes(className, method)) {
                return new Answer.Failed(Errno.EPERM);
            }
            Transaction unused = Transaction.reading(object, stored);
            return new Answer.Bytes(
                    ObjectClasses.call(
                            className,
                            method,
                            new ClassContext(unused, object.namespace().parts()),
                            input));
        } catch (ObjectClassException e) {
            return new Answer.Failed(e.errno());
        } catch (UncheckedFileException e) {
            throw e.failure();
        }
    }
}
