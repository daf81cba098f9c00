/** Commands on snapshots. */
@NullMarked
package dev.rbdgate.cli.snapshot;

import org.jspecify.annotations.NullMarked;
