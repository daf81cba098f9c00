package dev.rbdgate.rbd.rados;

import static dev.rbdgate.rbd.rados.Librados.INT;
import static dev.rbdgate.rbd.rados.Librados.POINTER;
import static dev.rbdgate.rbd.rados.Librados.SIZE;
import static dev.rbdgate.rbd.rados.Librados.U64;

import java.lang.invoke.MethodHandle;

/** librados: the steps of a read operation, and its iterators. */
final class ReadOpCalls {

    private static final MethodHandle CREATE = Librados.function("rados_create_read_op", POINTER);
    private static final MethodHandle RELEASE =
            Librados.procedure("rados_release_read_op", POINTER);
    private static final MethodHandle SET_FLAGS =
            Librados.procedure("rados_read_op_set_flags", POINTER, INT);
    private static final MethodHandle STAT =
            Librados.procedure("rados_read_op_stat", POINTER, POINTER, POINTER, POINTER);
    private static final MethodHandle READ =
            Librados.procedure("rados_read_op_read", POINTER, U64, SIZE, POINTER, POINTER, POINTER);
    private static final MethodHandle EXEC =
            Librados.procedure(
                    "rados_read_op_exec",
                    POINTER,
                    POINTER,
                    POINTER,
                    POINTER,
                    SIZE,
                    POINTER,
                    POINTER,
                    POINTER);
    private static final MethodHandle XATTRS =
            Librados.procedure("rados_read_op_getxattrs", POINTER, POINTER, POINTER);
    private static final MethodHandle OMAP_LIST =
            Librados.procedure(
                    "rados_read_op_omap_get_vals2",
                    POINTER,
                    POINTER,
                    POINTER,
                    U64,
                    POINTER,
                    POINTER,
                    POINTER);
    private static final MethodHandle NEXT_XATTR =
            Librados.function("rados_getxattrs_next", INT, POINTER, POINTER, POINTER, POINTER);
    private static final MethodHandle END_XATTRS =
            Librados.procedure("rados_getxattrs_end", POINTER);
    private static final MethodHandle NEXT_OMAP =
            Librados.function(
                    "rados_omap_get_next2", INT, POINTER, POINTER, POINTER, POINTER, POINTER);
    private static final MethodHandle END_OMAP = Librados.procedure("rados_omap_get_end", POINTER);

    private ReadOpCalls() {}

    static long create() {
        try {
            return (long) CREATE.invokeExact();
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static void release(long operation) {
        try {
            RELEASE.invokeExact(operation);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    /** Flags of the step added last. */
    static void setFlags(long operation, int flags) {
        try {
            SET_FLAGS.invokeExact(operation, flags);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static void stat(long operation, long sizeOut, long secondsOut, long resultOut) {
        try {
            STAT.invokeExact(operation, sizeOut, secondsOut, resultOut);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static void read(
            long operation, long offset, long length, long buffer, long lengthOut, long resultOut) {
        try {
            READ.invokeExact(operation, offset, length, buffer, lengthOut, resultOut);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static void exec(
            long operation,
            long className,
            long method,
            long input,
            long length,
            long outputOut,
            long outputLengthOut,
            long resultOut) {
        try {
            EXEC.invokeExact(
                    operation,
                    className,
                    method,
                    input,
                    length,
                    outputOut,
                    outputLengthOut,
                    resultOut);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static void xattrs(long operation, long iteratorOut, long resultOut) {
        try {
            XATTRS.invokeExact(operation, iteratorOut, resultOut);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static void omapList(
            long operation,
            long startAfter,
            long prefix,
            long max,
            long iteratorOut,
            long moreOut,
            long resultOut) {
        try {
            OMAP_LIST.invokeExact(
                    operation, startAfter, prefix, max, iteratorOut, moreOut, resultOut);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static int nextXattr(long iterator, long nameOut, long valueOut, long lengthOut) {
        try {
            return (int) NEXT_XATTR.invokeExact(iterator, nameOut, valueOut, lengthOut);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static void endXattrs(long iterator) {
        try {
            END_XATTRS.invokeExact(iterator);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static int nextOmap(
            long iterator, long keyOut, long valueOut, long keyLengthOut, long valueLengthOut) {
        try {
            return (int)
                    NEXT_OMAP.invokeExact(iterator, keyOut, valueOut, keyLengthOut, valueLengthOut);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static void endOmap(long iterator) {
        try {
            END_OMAP.invokeExact(iterator);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }
}
