package dev.rbdgate.rbd.files;

import java.time.Instant;

/**
 * What the file system knows of a file.
 *
 * @param size bytes
 * @param allocatedBytes storage it takes
 * @param modified when its content last changed
 */
public record FileStatus(long size, long allocatedBytes, Instant modified) {}
