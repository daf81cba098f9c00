/** How the operating system schedules the gateway's threads. */
@NullMarked
package dev.rbdgate.gateway.scheduling;

import org.jspecify.annotations.NullMarked;
