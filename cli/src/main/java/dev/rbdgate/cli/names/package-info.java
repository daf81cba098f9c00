/** Names as users write them on the command line. */
@NullMarked
package dev.rbdgate.cli.names;

import org.jspecify.annotations.NullMarked;
