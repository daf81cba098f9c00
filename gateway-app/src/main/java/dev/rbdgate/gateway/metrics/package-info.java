/** Prometheus metrics. */
@NullMarked
package dev.rbdgate.gateway.metrics;

import org.jspecify.annotations.NullMarked;
