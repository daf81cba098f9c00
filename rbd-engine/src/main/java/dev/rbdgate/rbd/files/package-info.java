/**
 * The file seam of the local store: everything it does to a disk, its key-value store included,
 * goes through {@link dev.rbdgate.rbd.files.StoreFiles}.
 */
@NullMarked
package dev.rbdgate.rbd.files;

import org.jspecify.annotations.NullMarked;
