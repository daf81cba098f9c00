/**
 * Checksums of the embedded store's data files: a CRC32C for each 4 KiB block, kept in the
 * key-value store, around the {@link dev.rbdgate.rbd.files.StoreFiles} that the store works on.
 *
 * <p>A data file is overwritten in place, so a failing host may leave the old content of a block,
 * the new one, or a part of each, and no checksum that was written before or after could tell that
 * from damage. So a file has a record with its checksums only while all its content is durable and
 * nobody writes it: the record goes, durably, before the first write, and comes back when the file
 * was synced and has not been written for a while, or is closed. While there is no record the
 * checksums are in memory only; after a crash they are computed from what the file holds then.
 */
@NullMarked
package dev.rbdgate.rbd.local.checksum;

import org.jspecify.annotations.NullMarked;
