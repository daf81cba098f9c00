package dev.rbdgate.rbd.rados;

import static dev.rbdgate.rbd.rados.Librados.INT;
import static dev.rbdgate.rbd.rados.Librados.POINTER;
import static dev.rbdgate.rbd.rados.Librados.U64;

import java.lang.invoke.MethodHandle;

/**
 * librados: I/O contexts, their snapshots and the listing of objects. Those that answer anything
 * answer 0, or a negated error number.
 */
final class ContextCalls {

    private static final MethodHandle CREATE =
            Librados.function("rados_ioctx_create2", INT, POINTER, U64, POINTER);
    private static final MethodHandle DESTROY = Librados.procedure("rados_ioctx_destroy", POINTER);
    private static final MethodHandle SET_NAMESPACE =
            Librados.procedure("rados_ioctx_set_namespace", POINTER, POINTER);
    private static final MethodHandle SET_FULL_TRY =
            Librados.procedure("rados_set_pool_full_try", POINTER);
    private static final MethodHandle SET_READ_SNAP =
            Librados.procedure("rados_ioctx_snap_set_read", POINTER, U64);
    private static final MethodHandle SET_WRITE_SNAPS =
            Librados.function(
                    "rados_ioctx_selfmanaged_snap_set_write_ctx", INT, POINTER, U64, POINTER, INT);
    private static final MethodHandle SNAP_CREATE =
            Librados.procedure(
                    "rados_aio_ioctx_selfmanaged_snap_create", POINTER, POINTER, POINTER);
    private static final MethodHandle SNAP_REMOVE =
            Librados.procedure("rados_aio_ioctx_selfmanaged_snap_remove", POINTER, U64, POINTER);
    private static final MethodHandle SNAP_ROLLBACK =
            Librados.function("rados_ioctx_selfmanaged_snap_rollback", INT, POINTER, POINTER, U64);
    private static final MethodHandle LIST_OPEN =
            Librados.function("rados_nobjects_list_open", INT, POINTER, POINTER);
    private static final MethodHandle LIST_NEXT =
            Librados.function(
                    "rados_nobjects_list_next2",
                    INT,
                    POINTER,
                    POINTER,
                    POINTER,
                    POINTER,
                    POINTER,
                    POINTER,
                    POINTER);
    private static final MethodHandle LIST_CLOSE =
            Librados.procedure("rados_nobjects_list_close", POINTER);

    private ContextCalls() {}

    static int create(long cluster, long pool, long ioOut) {
        try {
            return (int) CREATE.invokeExact(cluster, pool, ioOut);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static void destroy(long io) {
        try {
            DESTROY.invokeExact(io);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static void setNamespace(long io, long namespace) {
        try {
            SET_NAMESPACE.invokeExact(io, namespace);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static void setFullTry(long io) {
        try {
            SET_FULL_TRY.invokeExact(io);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static void setReadSnap(long io, long snap) {
        try {
            SET_READ_SNAP.invokeExact(io, snap);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static int setWriteSnaps(long io, long seq, long snaps, int count) {
        try {
            return (int) SET_WRITE_SNAPS.invokeExact(io, seq, snaps, count);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static void snapCreate(long io, long snapOut, long completion) {
        try {
            SNAP_CREATE.invokeExact(io, snapOut, completion);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static void snapRemove(long io, long snap, long completion) {
        try {
            SNAP_REMOVE.invokeExact(io, snap, completion);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    /** Blocks until done. */
    static int snapRollback(long io, long object, long snap) {
        try {
            return (int) SNAP_ROLLBACK.invokeExact(io, object, snap);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static int listOpen(long io, long listOut) {
        try {
            return (int) LIST_OPEN.invokeExact(io, listOut);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    /** Blocks; ENOENT at the end. */
    static int listNext(
            long list,
            long entryOut,
            long keyOut,
            long namespaceOut,
            long entrySizeOut,
            long keySizeOut,
            long namespaceSizeOut) {
        try {
            return (int)
                    LIST_NEXT.invokeExact(
                            list,
                            entryOut,
                            keyOut,
                            namespaceOut,
                            entrySizeOut,
                            keySizeOut,
                            namespaceSizeOut);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static void listClose(long list) {
        try {
            LIST_CLOSE.invokeExact(list);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }
}
