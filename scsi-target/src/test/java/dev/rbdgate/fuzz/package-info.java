/**
 * Coverage-guided fuzzing (Jazzer) of what an initiator sends. In a normal run the inputs that are
 * checked in are tried again; docs/reliability.md has the command for a long run.
 */
@NullMarked
package dev.rbdgate.fuzz;

import org.jspecify.annotations.NullMarked;
