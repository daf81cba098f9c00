/** The embedded object store on local files. */
@NullMarked
package dev.rbdgate.rbd.local;

import org.jspecify.annotations.NullMarked;
