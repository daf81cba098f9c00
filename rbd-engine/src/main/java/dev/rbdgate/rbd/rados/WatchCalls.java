package dev.rbdgate.rbd.rados;

import static dev.rbdgate.rbd.rados.Librados.INT;
import static dev.rbdgate.rbd.rados.Librados.POINTER;
import static dev.rbdgate.rbd.rados.Librados.U32;
import static dev.rbdgate.rbd.rados.Librados.U64;

import java.lang.invoke.MethodHandle;

/** librados: watch and notify. Functions answer 0, or a negated error number. */
final class WatchCalls {

    private static final MethodHandle WATCH =
            Librados.function(
                    "rados_aio_watch2",
                    INT,
                    POINTER,
                    POINTER,
                    POINTER,
                    POINTER,
                    POINTER,
                    POINTER,
                    U32,
                    POINTER);
    private static final MethodHandle UNWATCH =
            Librados.function("rados_aio_unwatch", INT, POINTER, U64, POINTER);
    private static final MethodHandle NOTIFY =
            Librados.function(
                    "rados_aio_notify",
                    INT,
                    POINTER,
                    POINTER,
                    POINTER,
                    POINTER,
                    INT,
                    U64,
                    POINTER,
                    POINTER);
    private static final MethodHandle ACKNOWLEDGE =
            Librados.function("rados_notify_ack", INT, POINTER, POINTER, U64, U64, POINTER, INT);

    private WatchCalls() {}

    static int watch(
            long io,
            long object,
            long completion,
            long handleOut,
            long callback,
            long errorCallback,
            int timeoutSeconds,
            long argument) {
        try {
            return (int)
                    WATCH.invokeExact(
                            io,
                            object,
                            completion,
                            handleOut,
                            callback,
                            errorCallback,
                            timeoutSeconds,
                            argument);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static int unwatch(long io, long handle, long completion) {
        try {
            return (int) UNWATCH.invokeExact(io, handle, completion);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static int notify(
            long io,
            long object,
            long completion,
            long payload,
            int length,
            long timeoutMillis,
            long replyOut,
            long replyLengthOut) {
        try {
            return (int)
                    NOTIFY.invokeExact(
                            io,
                            object,
                            completion,
                            payload,
                            length,
                            timeoutMillis,
                            replyOut,
                            replyLengthOut);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    /** Does not wait. */
    static int acknowledge(
            long io, long object, long notifyId, long handle, long payload, int length) {
        try {
            return (int) ACKNOWLEDGE.invokeExact(io, object, notifyId, handle, payload, length);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }
}
