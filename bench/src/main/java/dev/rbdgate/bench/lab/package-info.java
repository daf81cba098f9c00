/** What the benchmark runs: programs, servers, and what the kernel tells about them. */
@NullMarked
package dev.rbdgate.bench.lab;

import org.jspecify.annotations.NullMarked;
