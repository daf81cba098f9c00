/** What initiators have done, by unit, initiator and session: for metrics, REST and the console. */
@NullMarked
package dev.rbdgate.gateway.traffic;

import org.jspecify.annotations.NullMarked;
