/** Looks for what is wrong, and says what to do. */
@NullMarked
package dev.rbdgate.cli.doctor;

import org.jspecify.annotations.NullMarked;
