/** The command line. */
@NullMarked
package dev.rbdgate.cli;

import org.jspecify.annotations.NullMarked;
