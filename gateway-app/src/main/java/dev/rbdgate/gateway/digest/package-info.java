/** Digests of bytes. */
@NullMarked
package dev.rbdgate.gateway.digest;

import org.jspecify.annotations.NullMarked;
