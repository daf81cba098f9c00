package dev.rbdgate.rbd.rados;

import static dev.rbdgate.rbd.rados.Librados.INT;
import static dev.rbdgate.rbd.rados.Librados.POINTER;
import static dev.rbdgate.rbd.rados.Librados.SIZE;
import static dev.rbdgate.rbd.rados.Librados.U64;

import java.lang.invoke.MethodHandle;

/**
 * librados: completions and asynchronous calls. Those that answer an int answer 0 when submitted,
 * or a negated error number.
 */
final class AioCalls {

    private static final MethodHandle CREATE_COMPLETION =
            Librados.function("rados_aio_create_completion2", INT, POINTER, POINTER, POINTER);
    private static final MethodHandle RETURN_VALUE =
            Librados.function("rados_aio_get_return_value", INT, POINTER);
    private static final MethodHandle VERSION =
            Librados.function("rados_aio_get_version", U64, POINTER);
    private static final MethodHandle RELEASE = Librados.procedure("rados_aio_release", POINTER);
    private static final MethodHandle READ =
            Librados.function("rados_aio_read", INT, POINTER, POINTER, POINTER, POINTER, SIZE, U64);
    private static final MethodHandle WRITE =
            Librados.function(
                    "rados_aio_write", INT, POINTER, POINTER, POINTER, POINTER, SIZE, U64);
    private static final MethodHandle OPERATE_WRITE =
            Librados.function(
                    "rados_aio_write_op_operate",
                    INT,
                    POINTER,
                    POINTER,
                    POINTER,
                    POINTER,
                    POINTER,
                    INT);
    private static final MethodHandle OPERATE_READ =
            Librados.function(
                    "rados_aio_read_op_operate", INT, POINTER, POINTER, POINTER, POINTER, INT);

    private AioCalls() {}

    static int createCompletion(long argument, long callback, long completionOut) {
        try {
            return (int) CREATE_COMPLETION.invokeExact(argument, callback, completionOut);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static int returnValue(long completion) {
        try {
            return (int) RETURN_VALUE.invokeExact(completion);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static long version(long completion) {
        try {
            return (long) VERSION.invokeExact(completion);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static void release(long completion) {
        try {
            RELEASE.invokeExact(completion);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static int read(long io, long object, long completion, long buffer, long length, long offset) {
        try {
            return (int) READ.invokeExact(io, object, completion, buffer, length, offset);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static int write(long io, long object, long completion, long buffer, long length, long offset) {
        try {
            return (int) WRITE.invokeExact(io, object, completion, buffer, length, offset);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static int operateWrite(
            long operation, long io, long completion, long object, long modified, int flags) {
        try {
            return (int)
                    OPERATE_WRITE.invokeExact(operation, io, completion, object, modified, flags);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static int operateRead(long operation, long io, long completion, long object, int flags) {
        try {
            return (int) OPERATE_READ.invokeExact(operation, io, completion, object, flags);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }
}
