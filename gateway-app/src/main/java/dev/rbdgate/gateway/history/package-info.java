/** What the gateway did in the last hour, second by second, and what it does now. */
@NullMarked
package dev.rbdgate.gateway.history;

import org.jspecify.annotations.NullMarked;
