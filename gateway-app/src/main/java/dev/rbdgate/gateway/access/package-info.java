/** Who may do what over REST: roles, named tokens, the table of permissions. */
@NullMarked
package dev.rbdgate.gateway.access;

import org.jspecify.annotations.NullMarked;
