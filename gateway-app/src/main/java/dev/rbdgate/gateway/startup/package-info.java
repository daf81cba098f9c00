/** Start and stop, in order, in plain Java; what can go wrong there and what to do about it. */
@NullMarked
package dev.rbdgate.gateway.startup;

import org.jspecify.annotations.NullMarked;
