/** The REST interface, version 1. */
@NullMarked
package dev.rbdgate.gateway.rest;

import org.jspecify.annotations.NullMarked;
