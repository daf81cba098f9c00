/** The maps of which objects of an image exist. */
@NullMarked
package dev.rbdgate.cli.objectmap;

import org.jspecify.annotations.NullMarked;
