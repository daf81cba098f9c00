/** Real initiators and tools against the gateway as a user starts it. */
@NullMarked
package dev.rbdgate.acceptance;

import org.jspecify.annotations.NullMarked;
