/** Ceph's wire and disk encoding: little-endian, packed, with versioned envelopes. */
@NullMarked
package dev.rbdgate.rbd.encoding;

import org.jspecify.annotations.NullMarked;
