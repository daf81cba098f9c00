/** The mapping database. */
@NullMarked
package dev.rbdgate.config;

import org.jspecify.annotations.NullMarked;
