/** Named tokens of the REST interface. */
@NullMarked
package dev.rbdgate.cli.token;

import org.jspecify.annotations.NullMarked;
