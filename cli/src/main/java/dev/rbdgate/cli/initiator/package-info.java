/** Commands on the grants of a target. */
@NullMarked
package dev.rbdgate.cli.initiator;

import org.jspecify.annotations.NullMarked;
