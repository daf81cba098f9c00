/** Tests of the Kubernetes chart. */
@org.jspecify.annotations.NullMarked
package dev.rbdgate.helm;
