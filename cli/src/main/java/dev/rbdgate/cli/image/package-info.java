/** Commands on images. */
@NullMarked
package dev.rbdgate.cli.image;

import org.jspecify.annotations.NullMarked;
