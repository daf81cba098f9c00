/** REST over one HTTP/1.1 connection per call, and the JSON it carries. */
@NullMarked
package dev.rbdgate.cli.rest;

import org.jspecify.annotations.NullMarked;
