package dev.rbdgate.rbd.local.kv;

/**
 * When the key-value store tidies up.
 *
 * @param checkpointBytes the log is saved to the base beyond this: the longest replay, and what a
 *     save costs
 * @param minRewriteBytes a base file below this is not copied to drop what is obsolete in it
 */
public record KvLimits(int checkpointBytes, long minRewriteBytes) {

    public static final KvLimits DEFAULT = new KvLimits(4 << 20, 32L << 20);

    /** A log's file is this long from the start, so that appending does not grow it. */
    long logReserveBytes() {
        return checkpointBytes + checkpointBytes / 4L;
    }
}
