/** Commands on targets. */
@NullMarked
package dev.rbdgate.cli.target;

import org.jspecify.annotations.NullMarked;
