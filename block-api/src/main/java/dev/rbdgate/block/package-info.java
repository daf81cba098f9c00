/** What a block device is to the rest of the gateway, its in-memory twin, and its decorators. */
@NullMarked
package dev.rbdgate.block;

import org.jspecify.annotations.NullMarked;
