/** From the command to the disk: what has been synced when an answer leaves. */
@NullMarked
package dev.rbdgate.gateway.durability;

import org.jspecify.annotations.NullMarked;
