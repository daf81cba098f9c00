/** The service. */
@NullMarked
package dev.rbdgate.gateway;

import org.jspecify.annotations.NullMarked;
