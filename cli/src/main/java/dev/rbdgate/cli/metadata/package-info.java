/** Commands on images' metadata. */
@NullMarked
package dev.rbdgate.cli.metadata;

import org.jspecify.annotations.NullMarked;
