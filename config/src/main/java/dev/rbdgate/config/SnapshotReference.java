package dev.rbdgate.config;

/**
 * The snapshot behind a LUN, as it was when it was mapped.
 *
 * @param id the snapshot's own id: another one under the same name has another one
 */
public record SnapshotReference(String name, long id) {}
