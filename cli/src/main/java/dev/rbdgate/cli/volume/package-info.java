/** Volumes: an image, its target, its LUN and its grants as one thing. */
@NullMarked
package dev.rbdgate.cli.volume;

import org.jspecify.annotations.NullMarked;
