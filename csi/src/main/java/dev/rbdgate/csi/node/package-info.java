/** The Node service: what happens on the host that uses a volume. */
@org.jspecify.annotations.NullMarked
package dev.rbdgate.csi.node;
