/**
 * Images as streams, out and in: raw, {@code rbd export-diff} and {@code rbd export}. Each transfer
 * has a thread of its own, which waits; what it holds is bounded by a few buffers.
 */
@NullMarked
package dev.rbdgate.rbd.transfer;

import org.jspecify.annotations.NullMarked;
