/** CHAP as iSCSI uses it (RFC 7143 12.1.3, RFC 1994). */
@NullMarked
package dev.rbdgate.iscsi.auth;

import org.jspecify.annotations.NullMarked;
