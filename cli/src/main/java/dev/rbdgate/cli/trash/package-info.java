/** Commands on images that were thrown away. */
@NullMarked
package dev.rbdgate.cli.trash;

import org.jspecify.annotations.NullMarked;
