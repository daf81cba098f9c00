package dev.rbdgate.rbd.files.simulated;

import java.time.Instant;

/** A file as it lives behind its names. Guarded by the tree it belongs to. */
final class MemoryFileNode {
    final SparseBytes content;
    Instant modified = Instant.EPOCH;

    MemoryFileNode(SparseBytes content) {
        this.content = content;
    }
}
