/** Loads, and the programs that put them on a server. */
@NullMarked
package dev.rbdgate.bench.load;

import org.jspecify.annotations.NullMarked;
