/** Real peers against the built gateway. */
@NullMarked
package dev.rbdgate.acceptance;

import org.jspecify.annotations.NullMarked;
