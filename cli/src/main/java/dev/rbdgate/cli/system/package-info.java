/** Commands on the gateway as a whole and on the command line itself. */
@NullMarked
package dev.rbdgate.cli.system;

import org.jspecify.annotations.NullMarked;
