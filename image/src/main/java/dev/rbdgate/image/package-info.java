/** Makes the OCI image of the gateway, without a container engine. */
@org.jspecify.annotations.NullMarked
package dev.rbdgate.image;
