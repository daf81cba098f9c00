package dev.rbdgate.rbd.rados;

import dev.rbdgate.rbd.store.Errno;
import dev.rbdgate.rbd.store.ObjectStoreException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** Makes connections. Its failures say what to do. */
final class Connector {

    /** Room for a pool's name, an option's value, a fsid. */
    static final int NAME_BYTES = 4096;

    /** Above {@link ClusterHandle#DATA_LIMITS}: at its own limits librados blocks the caller. */
    private static final String LIBRADOS_OPERATIONS = "16384";

    private static final String LIBRADOS_BYTES = String.valueOf(4L << 30);

    private final RadosStoreSettings settings;
    private final CallMeter meter;

    /**
     * @param meter what the connections' calls are counted by
     */
    Connector(RadosStoreSettings settings, CallMeter meter) {
        this.settings = settings;
        this.meter = meter;
    }

    /**
     * Connects; blocks up to the settings' limit.
     *
     * @param number of the connection within the store, from 0
     */
    ClusterHandle connect(int number, Executor futures, Consumer<ClusterHandle> onFenced) {
        try (Scratch scratch = new Scratch()) {
            long cluster = create(scratch);
            try {
                configure(cluster, number);
                int result = ClusterCalls.connect(cluster);
                if (result < 0) {
                    throw ConnectAdvice.failure(-result, settings, cluster);
                }
                return new ClusterHandle(cluster, identity(cluster), futures, meter, onFenced);
            } catch (RuntimeException e) {
                ClusterCalls.shutdown(cluster);
                throw e;
            }
        }
    }

    private long create(Scratch scratch) {
        Librados.require();
        long out = scratch.word();
        int result =
                ClusterCalls.create(
                        out,
                        scratch.string("ceph"),
                        scratch.string("client." + settings.user()),
                        0);
        ErrorNumbers.check(result, "making a client of user " + settings.user());
        return NativeMemory.getLong(out);
    }

    private void configure(long cluster, int number) {
        try (Scratch scratch = new Scratch()) {
            int result =
                    ClusterCalls.readConfiguration(
                            cluster, scratch.string(settings.cephConf().toString()));
            if (result < 0) {
                throw ConnectAdvice.configuration(-result, settings);
            }
        }
        // A write that timed out may be applied later: only waiting or fencing is safe. So no
        // operation times out, whatever the file says.
        set(cluster, "rados_osd_op_timeout", "0");
        set(cluster, "rados_mon_op_timeout", "0");
        set(cluster, "objecter_inflight_ops", LIBRADOS_OPERATIONS);
        set(cluster, "objecter_inflight_op_bytes", LIBRADOS_BYTES);
        set(cluster, "client_mount_timeout", String.valueOf(settings.connectLimit().toSeconds()));
        if (number > 0) {
            // One process, one socket: the others would find its path taken.
            set(cluster, "admin_socket", "");
        }
    }

    private static void set(long cluster, String option, String value) {
        try (Scratch scratch = new Scratch()) {
            ErrorNumbers.check(
                    ClusterCalls.setOption(cluster, scratch.string(option), scratch.string(value)),
                    "setting " + option);
        }
    }

    /** An option's value; empty if there is none. */
    static String option(long cluster, String option) {
        try (Scratch scratch = new Scratch()) {
            long buffer = scratch.allocate(NAME_BYTES);
            int result =
                    ClusterCalls.getOption(cluster, scratch.string(option), buffer, NAME_BYTES);
            return result < 0 ? "" : NativeMemory.getString(buffer);
        }
    }

    private static ClientIdentity identity(long cluster) {
        try (Scratch scratch = new Scratch()) {
            long out = scratch.word();
            ErrorNumbers.check(ClusterCalls.addresses(cluster, out), "asking for the own address");
            long text = NativeMemory.getLong(out);
            try {
                return new ClientIdentity(
                        ClusterCalls.instanceId(cluster), legacy(NativeMemory.getString(text)));
            } finally {
                ClusterCalls.freeBuffer(text);
            }
        }
    }

    /**
     * The address without its type: {@code [v2:1.2.3.4:0/5,v1:...]} becomes {@code 1.2.3.4:0/5}.
     */
    static String legacy(String addresses) {
        String first = addresses;
        if (first.startsWith("[v") || first.startsWith("[any:")) {
            first = first.substring(1, first.length() - 1).split(",", 2)[0];
        }
        for (String type : new String[] {"v1:", "v2:", "any:"}) {
            if (first.startsWith(type)) {
                return first.substring(type.length());
            }
        }
        if (first.isEmpty()) {
            throw new ObjectStoreException(Errno.EINVAL, "the client has no address");
        }
        return first;
    }
}
