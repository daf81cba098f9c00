/** What the target serves, and to whom: immutable, swapped as a whole. */
@NullMarked
package dev.rbdgate.iscsi.catalogue;

import org.jspecify.annotations.NullMarked;
