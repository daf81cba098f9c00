/** The gateway's REST API as the driver uses it. */
@org.jspecify.annotations.NullMarked
package dev.rbdgate.csi.gateway;
