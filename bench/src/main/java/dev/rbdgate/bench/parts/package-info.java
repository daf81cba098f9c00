/** The parts by themselves, measured with JMH: {@code ./rbdgate bench --parts}. */
@NullMarked
package dev.rbdgate.bench.parts;

import org.jspecify.annotations.NullMarked;
