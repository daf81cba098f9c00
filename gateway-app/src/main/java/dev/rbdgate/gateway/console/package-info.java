/** The web console's files, as the web server hands them out. */
@NullMarked
package dev.rbdgate.gateway.console;

import org.jspecify.annotations.NullMarked;
