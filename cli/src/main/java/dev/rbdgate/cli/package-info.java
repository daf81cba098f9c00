/** The command line: finds the command, runs it, turns its end into an exit code. */
@NullMarked
package dev.rbdgate.cli;

import org.jspecify.annotations.NullMarked;
