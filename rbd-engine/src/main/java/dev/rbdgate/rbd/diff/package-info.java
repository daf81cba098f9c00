/**
 * The streams in which images travel: {@code rbd diff} of versions 1 and 2, and {@code rbd image}
 * of version 2. Codecs only: they know bytes, no image, and hold a record's head at most.
 */
@org.jspecify.annotations.NullMarked
package dev.rbdgate.rbd.diff;
