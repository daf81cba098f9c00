/** The login phase (RFC 7143 6 and 11.12): who comes in, proven how, with which parameters. */
@NullMarked
package dev.rbdgate.iscsi.login;

import org.jspecify.annotations.NullMarked;
