/** RBD images: format, striping, object map, lifecycle. */
@NullMarked
package dev.rbdgate.rbd.image;

import org.jspecify.annotations.NullMarked;
