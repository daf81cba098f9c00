package dev.rbdgate.rbd.image;

/**
 * Who holds the lock of an image.
 *
 * @param instanceId of the client in the store, {@code client.<id>} to Ceph's tools
 * @param address {@code ip:port/nonce}
 * @param cookie what the holder calls its lock: {@code auto <watch>} if a program took it by itself
 * @param automatic whether the holder gives it up when asked; a person's lock stays until it is
 *     removed
 * @param ours whether it is this gateway, which has the image open
 */
public record LockHolder(
        long instanceId, String address, String cookie, boolean automatic, boolean ours) {}
