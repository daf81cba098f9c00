package dev.rbdgate.rbd.rados;

import static dev.rbdgate.rbd.rados.Librados.INT;
import static dev.rbdgate.rbd.rados.Librados.POINTER;
import static dev.rbdgate.rbd.rados.Librados.SIZE;
import static dev.rbdgate.rbd.rados.Librados.U32;
import static dev.rbdgate.rbd.rados.Librados.U64;

import java.lang.invoke.MethodHandle;

/** librados: cluster handles. Functions answer 0, or a negated error number. */
final class ClusterCalls {

    private static final MethodHandle CREATE =
            Librados.function("rados_create2", INT, POINTER, POINTER, POINTER, U64);
    private static final MethodHandle READ_CONFIGURATION =
            Librados.function("rados_conf_read_file", INT, POINTER, POINTER);
    private static final MethodHandle SET_OPTION =
            Librados.function("rados_conf_set", INT, POINTER, POINTER, POINTER);
    private static final MethodHandle GET_OPTION =
            Librados.function("rados_conf_get", INT, POINTER, POINTER, POINTER, SIZE);
    private static final MethodHandle CONNECT = Librados.function("rados_connect", INT, POINTER);
    private static final MethodHandle SHUTDOWN = Librados.procedure("rados_shutdown", POINTER);
    private static final MethodHandle INSTANCE_ID =
            Librados.function("rados_get_instance_id", U64, POINTER);
    private static final MethodHandle ADDRESSES =
            Librados.function("rados_getaddrs", INT, POINTER, POINTER);
    private static final MethodHandle FSID =
            Librados.function("rados_cluster_fsid", INT, POINTER, POINTER, SIZE);
    private static final MethodHandle STATISTICS =
            Librados.function("rados_cluster_stat", INT, POINTER, POINTER);
    private static final MethodHandle POOL_LOOKUP =
            Librados.function("rados_pool_lookup", U64, POINTER, POINTER);
    private static final MethodHandle POOL_NAME =
            Librados.function("rados_pool_reverse_lookup", INT, POINTER, U64, POINTER, SIZE);
    private static final MethodHandle POOL_LIST =
            Librados.function("rados_pool_list", INT, POINTER, POINTER, SIZE);
    private static final MethodHandle BLOCKLIST_ADD =
            Librados.function("rados_blocklist_add", INT, POINTER, POINTER, U32);
    private static final MethodHandle WAIT_FOR_LATEST_MAP =
            Librados.function("rados_wait_for_latest_osdmap", INT, POINTER);
    private static final MethodHandle MIN_COMPATIBLE_CLIENT =
            Librados.function("rados_get_min_compatible_client", INT, POINTER, POINTER, POINTER);
    private static final MethodHandle FREE_BUFFER =
            Librados.procedure("rados_buffer_free", POINTER);

    private ClusterCalls() {}

    static int create(long clusterOut, long clusterName, long clientName, long flags) {
        try {
            return (int) CREATE.invokeExact(clusterOut, clusterName, clientName, flags);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static int readConfiguration(long cluster, long path) {
        try {
            return (int) READ_CONFIGURATION.invokeExact(cluster, path);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static int setOption(long cluster, long option, long value) {
        try {
            return (int) SET_OPTION.invokeExact(cluster, option, value);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static int getOption(long cluster, long option, long buffer, long length) {
        try {
            return (int) GET_OPTION.invokeExact(cluster, option, buffer, length);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static int connect(long cluster) {
        try {
            return (int) CONNECT.invokeExact(cluster);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    /** Also frees a handle that was never connected. */
    static void shutdown(long cluster) {
        try {
            SHUTDOWN.invokeExact(cluster);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static long instanceId(long cluster) {
        try {
            return (long) INSTANCE_ID.invokeExact(cluster);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    /** The text is freed with {@link #freeBuffer}. */
    static int addresses(long cluster, long textOut) {
        try {
            return (int) ADDRESSES.invokeExact(cluster, textOut);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    /** Answers the length of the text. */
    static int fsid(long cluster, long buffer, long length) {
        try {
            return (int) FSID.invokeExact(cluster, buffer, length);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static int statistics(long cluster, long result) {
        try {
            return (int) STATISTICS.invokeExact(cluster, result);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    /** Answers the pool's id. */
    static long poolLookup(long cluster, long name) {
        try {
            return (long) POOL_LOOKUP.invokeExact(cluster, name);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    /** Answers the length of the name. */
    static int poolName(long cluster, long pool, long buffer, long length) {
        try {
            return (int) POOL_NAME.invokeExact(cluster, pool, buffer, length);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    /** Writes names, each ended by NUL; answers the space that all need. */
    static int poolList(long cluster, long buffer, long length) {
        try {
            return (int) POOL_LIST.invokeExact(cluster, buffer, length);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static int blocklistAdd(long cluster, long address, int seconds) {
        try {
            return (int) BLOCKLIST_ADD.invokeExact(cluster, address, seconds);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static int waitForLatestMap(long cluster) {
        try {
            return (int) WAIT_FOR_LATEST_MAP.invokeExact(cluster);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static int minCompatibleClient(long cluster, long byteOut, long requiredByteOut) {
        try {
            return (int) MIN_COMPATIBLE_CLIENT.invokeExact(cluster, byteOut, requiredByteOut);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }

    static void freeBuffer(long buffer) {
        try {
            FREE_BUFFER.invokeExact(buffer);
        } catch (Throwable e) {
            throw Librados.unexpected(e);
        }
    }
}
