/** Who takes part: rbdgate and its peers, each serving the same volumes. */
@NullMarked
package dev.rbdgate.bench.contestant;

import org.jspecify.annotations.NullMarked;
