/** What changed, told to whoever listens; knows nothing of what it tells about. */
@NullMarked
package dev.rbdgate.gateway.events;

import org.jspecify.annotations.NullMarked;
