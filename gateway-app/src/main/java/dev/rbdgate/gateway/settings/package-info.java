/** Settings: names, defaults, values. */
@NullMarked
package dev.rbdgate.gateway.settings;

import org.jspecify.annotations.NullMarked;
