package dev.rbdgate.rbd.image;

/**
 * A client that has an image open.
 *
 * @param instanceId of the client in the store
 * @param handle of its watch
 * @param responsive whether it answers; one that does not may have died a moment ago
 * @param ours whether it is this gateway
 */
public record ImageWatcher(long instanceId, long handle, boolean responsive, boolean ours) {}
