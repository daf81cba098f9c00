/** Statistics, verdicts, tables and plots. */
@NullMarked
package dev.rbdgate.bench.report;

import org.jspecify.annotations.NullMarked;
