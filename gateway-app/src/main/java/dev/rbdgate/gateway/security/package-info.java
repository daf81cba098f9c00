/** Who may call: the bearer token, and what a request may be. */
@NullMarked
package dev.rbdgate.gateway.security;

import org.jspecify.annotations.NullMarked;
