/** The CSI driver's start, its socket and the Identity service. */
@org.jspecify.annotations.NullMarked
package dev.rbdgate.csi;
