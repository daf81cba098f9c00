/** Spring's part: the beans, the lifecycle, the failure reports. */
@NullMarked
package dev.rbdgate.gateway.wiring;

import org.jspecify.annotations.NullMarked;
