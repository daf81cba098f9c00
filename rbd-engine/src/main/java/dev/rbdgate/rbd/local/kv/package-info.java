/**
 * The local store's key-value store: H2's MVStore as the base, and a log of checksummed records in
 * front of it that makes commits cheap and crashes harmless.
 */
@NullMarked
package dev.rbdgate.rbd.local.kv;

import org.jspecify.annotations.NullMarked;
