/** Commands on long work. */
@NullMarked
package dev.rbdgate.cli.task;

import org.jspecify.annotations.NullMarked;
