/** Commands on namespaces of pools. */
@NullMarked
package dev.rbdgate.cli.namespace;

import org.jspecify.annotations.NullMarked;
