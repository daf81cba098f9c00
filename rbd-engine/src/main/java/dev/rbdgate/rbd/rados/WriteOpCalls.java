package dev.rbdgate.rbd.rados;

import static dev.rbdgate.rbd.rados.Librados.INT;
import static dev.rbdgate.rbd.rados.Librados.POINTER;
import static dev.rbdgate.rbd.rados.Librados.SIZE;
import static dev.rbdgate.rbd.rados.Librados.U32;
import static dev.rbdgate.rbd.rados.Librados.U64;

import java.lang.invoke.MethodHandle;

/** librados: the steps of a write operation. Payload is copied by each call. */
final class WriteOpCalls {

    private static final MethodHandle CREATE = Librados.function("rados_create_write_op", POINTER);
    private static final MethodHandle RELEASE =
            Librados.procedure("rados_release_write_op", POINTER);
    private static final MethodHandle ASSERT_EXISTS =
            Librados.procedure("rados_write_op_assert_exists", POINTER);
    private static final MethodHandle ASSERT_VERSION =
            Librados.procedure("rados_write_op_assert_version", POINTER, U64);
    private static final MethodHandle COMPARE_EXTENT =
            Librados.procedure("rados_write_op_cmpext", POINTER, POINTER, SIZE, U64, POINTER);
    private static final MethodHandle CREATE_OBJECT =
            Librados.procedure("rados_write_op_create", POINTER, INT, POINTER);
    private static final MethodHandle WRITE =
            Librados.procedure("rados_write_op_write", POINTER, POINTER, SIZE, U64);
    private static final MethodHandle WRITE_FULL =
            Librados.procedure("rados_write_op_write_full", POINTER, POINTER, SIZE);
    private static final MethodHandle WRITE_SAME =
            Librados.procedure("rados_write_op_writesame", POINTER, POINTER, SIZE, SIZE, U64);
    private static final MethodHandle ZERO =
            Librados.procedure("rados_write_op_zero", POINTER, U64, U64);
    private static final MethodHandle TRUNCATE =
            Librados.procedure("rados_write_op_truncate", POINTER, U64);
    private static final MethodHandle REMOVE = Librados.procedure("rados_write_op_remove", POINTER);
    private static final MethodHandle ALLOCATION_HINT =
            Librados.procedure("rados_write_op_set_alloc_hint2", POINTER, U64, U64, U32);
    private static final MethodHandle SET_XATTR =
            Librados.procedure("rados_write_op_setxattr", POINTER, POINTER, POINTER, SIZE);
    private static final MethodHandle REMOVE_XATTR =
            Librados.procedure("rados_write_op_rmxattr", POINTER, POINTER);
    private static final MethodHandle OMAP_SET =
            Librados.procedure(
                    "rados_write_op_omap_set2", POINTER, POINTER, POINTER, POINTER, POINTER, SIZE);
    private static final MethodHandle OMAP_REMOVE =
            Librados.procedure("rados_write_op_omap_rm_keys2", POINTER, POINTER, POINTER, SIZE);
    private static final MethodHandle OMAP_CLEAR =
            Librados.procedure("rados_write_op_omap_clear", POINTER);
    private static final MethodHandle EXEC =
            Librados.procedure(
                    "rados_write_op_exec", POINTER, POINTER, POINTER, POINTER, SIZE, POINTER);

    private WriteOpCalls() {}

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

    static void assertExists(long operation) {
        try {
            ASSERT_EXISTS.invokeExact(operation);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static void assertVersion(long operation, long version) {
        try {
            ASSERT_VERSION.invokeExact(operation, version);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static void compareExtent(
            long operation, long expected, long length, long offset, long resultOut) {
        try {
            COMPARE_EXTENT.invokeExact(operation, expected, length, offset, resultOut);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static void createObject(long operation, int exclusive, long category) {
        try {
            CREATE_OBJECT.invokeExact(operation, exclusive, category);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static void write(long operation, long data, long length, long offset) {
        try {
            WRITE.invokeExact(operation, data, length, offset);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static void writeFull(long operation, long data, long length) {
        try {
            WRITE_FULL.invokeExact(operation, data, length);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static void writeSame(
            long operation, long pattern, long patternLength, long length, long offset) {
        try {
            WRITE_SAME.invokeExact(operation, pattern, patternLength, length, offset);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static void zero(long operation, long offset, long length) {
        try {
            ZERO.invokeExact(operation, offset, length);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static void truncate(long operation, long size) {
        try {
            TRUNCATE.invokeExact(operation, size);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static void remove(long operation) {
        try {
            REMOVE.invokeExact(operation);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static void allocationHint(long operation, long objectSize, long writeSize, int flags) {
        try {
            ALLOCATION_HINT.invokeExact(operation, objectSize, writeSize, flags);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static void setXattr(long operation, long name, long value, long length) {
        try {
            SET_XATTR.invokeExact(operation, name, value, length);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static void removeXattr(long operation, long name) {
        try {
            REMOVE_XATTR.invokeExact(operation, name);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static void omapSet(
            long operation,
            long keys,
            long values,
            long keyLengths,
            long valueLengths,
            long count) {
        try {
            OMAP_SET.invokeExact(operation, keys, values, keyLengths, valueLengths, count);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static void omapRemove(long operation, long keys, long keyLengths, long count) {
        try {
            OMAP_REMOVE.invokeExact(operation, keys, keyLengths, count);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static void omapClear(long operation) {
        try {
            OMAP_CLEAR.invokeExact(operation);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static void exec(
            long operation, long className, long method, long input, long length, long resultOut) {
        try {
            EXEC.invokeExact(operation, className, method, input, length, resultOut);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }
}
