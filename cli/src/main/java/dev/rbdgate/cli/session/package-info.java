/** Commands on sessions. */
@NullMarked
package dev.rbdgate.cli.session;

import org.jspecify.annotations.NullMarked;
