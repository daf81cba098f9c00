/** The benchmark: rbdgate side by side with its peers, on one machine, in one run. */
@NullMarked
package dev.rbdgate.bench;

import org.jspecify.annotations.NullMarked;
