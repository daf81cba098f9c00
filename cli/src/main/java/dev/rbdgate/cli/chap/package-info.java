/** How CHAP credentials come in: users by option, secrets never. */
@NullMarked
package dev.rbdgate.cli.chap;

import org.jspecify.annotations.NullMarked;
