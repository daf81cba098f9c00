package dev.rbdgate.rbd.rados;

/**
 * Who a connection is for the others.
 *
 * @param instanceId the number in the entity name {@code client.<id>} (gid)
 * @param address {@code ip:port/nonce}, as blocklists name it
 */
record ClientIdentity(long instanceId, String address) {}
