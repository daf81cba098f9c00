/** The audit log. */
@NullMarked
package dev.rbdgate.cli.audit;

import org.jspecify.annotations.NullMarked;
