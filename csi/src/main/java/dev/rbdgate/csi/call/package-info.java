/** What every RPC has in common: refusals, what is under way, the names of volumes. */
@org.jspecify.annotations.NullMarked
package dev.rbdgate.csi.call;
