package dev.rbdgate.rbd.rados;

import dev.rbdgate.rbd.store.ReadOperation;
import dev.rbdgate.rbd.store.ReadOperation.Answer;
import java.time.Instant;

/** One step of a query: put into librados' operation, and read out of memory afterwards. */
abstract sealed class QueryStep
        permits QueryStep.Stat, QueryStep.Read, QueryStep.Exec, XattrsStep, OmapStep {

    /** LIBRADOS_OP_FLAG_FAILOK: the step's error is its own, the other steps go on. */
    private static final int FAIL_OK = 2;

    /** What stands in for the answer of a step of a failed query; nobody sees it. */
    static final Answer NONE = new Answer.Failed(0);

    static QueryStep of(ReadOperation.Step step) {
        return switch (step) {
            case ReadOperation.Step.Stat _ -> new Stat();
            case ReadOperation.Step.Read read -> new Read(read);
            case ReadOperation.Step.Exec exec -> new Exec(exec);
            case ReadOperation.Step.GetXattrs _ -> new XattrsStep();
            case ReadOperation.Step.OmapList list -> new OmapStep(list);
        };
    }

    /** Adds the step; its results go to scratch memory, which lives until it is collected. */
    abstract void append(long operation, Scratch scratch);

    /**
     * Reads the result and frees what librados allocated for it.
     *
     * @param good whether the query as a whole succeeded
     * @param version the object's
     */
    abstract Answer collect(boolean good, long version);

    static final class Stat extends QueryStep {
        private long size;
        private long seconds;

        @Override
        void append(long operation, Scratch scratch) {
            size = scratch.word();
            seconds = scratch.word();
            ReadOpCalls.stat(operation, size, seconds, Librados.NULL);
        }

        @Override
        Answer collect(boolean good, long version) {
            long bytes = NativeMemory.getLong(size);
            Instant modified = Instant.ofEpochSecond(NativeMemory.getLong(seconds));
            // The C interface does not tell what an object takes on the OSDs: its size stands for
            // it.
            return new Answer.Stat(bytes, version, modified, bytes);
        }
    }

    static final class Read extends QueryStep {
        private final ReadOperation.Step.Read step;
        private long buffer;
        private long length;

        Read(ReadOperation.Step.Read step) {
            this.step = step;
        }

        @Override
        void append(long operation, Scratch scratch) {
            buffer = scratch.allocate(step.length());
            length = scratch.word();
            if (step.length() > 0) {
                ReadOpCalls.read(
                        operation, step.offset(), step.length(), buffer, length, Librados.NULL);
            } else {
                // To read nothing means the whole object to an OSD.
                ReadOpCalls.stat(operation, scratch.word(), scratch.word(), Librados.NULL);
            }
        }

        @Override
        Answer collect(boolean good, long version) {
            return good
                    ? new Answer.Bytes(NativeMemory.getBytes(buffer, NativeMemory.getLong(length)))
                    : NONE;
        }
    }

    static final class Exec extends QueryStep {
        private final ReadOperation.Step.Exec step;
        private long output;
        private long length;
        private long result;

        Exec(ReadOperation.Step.Exec step) {
            this.step = step;
        }

        @Override
        void append(long operation, Scratch scratch) {
            output = scratch.word();
            length = scratch.word();
            result = scratch.word();
            ReadOpCalls.exec(
                    operation,
                    scratch.string(step.className()),
                    scratch.string(step.method()),
                    scratch.bytes(step.input()),
                    step.input().length,
                    output,
                    length,
                    result);
            ReadOpCalls.setFlags(operation, FAIL_OK);
        }

        @Override
        Answer collect(boolean good, long version) {
            long bytes = NativeMemory.getLong(output);
            int answered = NativeMemory.getInt(result);
            try {
                if (!good || answered < 0) {
                    return new Answer.Failed(-answered);
                }
                return new Answer.Bytes(
                        bytes == Librados.NULL
                                ? new byte[0]
                                : NativeMemory.getBytes(bytes, NativeMemory.getLong(length)));
            } finally {
                if (bytes != Librados.NULL) {
                    ClusterCalls.freeBuffer(bytes);
                }
            }
        }
    }
}
