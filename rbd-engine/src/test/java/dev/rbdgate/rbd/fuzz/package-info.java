/**
 * Coverage-guided fuzzing (Jazzer) of what comes from a store or a stream. In a normal run the
 * inputs that are checked in are tried again; docs/reliability.md has the command for a long run.
 */
@NullMarked
package dev.rbdgate.rbd.fuzz;

import org.jspecify.annotations.NullMarked;
