/** Commands on the LUNs of a target. */
@NullMarked
package dev.rbdgate.cli.lun;

import org.jspecify.annotations.NullMarked;
