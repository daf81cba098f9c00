/** Commands for a gateway that does not run. */
@NullMarked
package dev.rbdgate.gateway.offline;

import org.jspecify.annotations.NullMarked;
