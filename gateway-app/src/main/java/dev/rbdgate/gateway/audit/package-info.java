/** The audit log: asked, and told what did not happen. */
@NullMarked
package dev.rbdgate.gateway.audit;

import org.jspecify.annotations.NullMarked;
