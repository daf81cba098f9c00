/** Who may write to an image: its exclusive lock. */
@NullMarked
package dev.rbdgate.cli.lock;

import org.jspecify.annotations.NullMarked;
