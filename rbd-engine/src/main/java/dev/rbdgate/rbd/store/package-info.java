/**
 * The RADOS-shaped object store seam: objects of bytes, omap and xattrs under atomic operations.
 */
@NullMarked
package dev.rbdgate.rbd.store;

import org.jspecify.annotations.NullMarked;
