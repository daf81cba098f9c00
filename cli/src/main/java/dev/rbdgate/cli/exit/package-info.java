/** How a command ends. */
@NullMarked
package dev.rbdgate.cli.exit;

import org.jspecify.annotations.NullMarked;
