/**
 * Files in memory, and what tests do with the file seam: record it, cut it off, replay it, make it
 * fail.
 */
@NullMarked
package dev.rbdgate.rbd.files.simulated;

import org.jspecify.annotations.NullMarked;
