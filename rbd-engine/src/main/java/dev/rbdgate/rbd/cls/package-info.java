/** The object classes rbd and lock as pure functions over one object. */
@NullMarked
package dev.rbdgate.rbd.cls;

import org.jspecify.annotations.NullMarked;
