/** The rows of the benchmark: what is measured, on whom, and what is to be reached. */
@NullMarked
package dev.rbdgate.bench.row;

import org.jspecify.annotations.NullMarked;
