/** Notices what changes by itself, and tells of it. */
@NullMarked
package dev.rbdgate.gateway.watch;

import org.jspecify.annotations.NullMarked;
