/** Commands on the credentials of discovery sessions. */
@NullMarked
package dev.rbdgate.cli.discovery;

import org.jspecify.annotations.NullMarked;
