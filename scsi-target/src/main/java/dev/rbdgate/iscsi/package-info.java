/** The iSCSI target service (RFC 7143). */
@NullMarked
package dev.rbdgate.iscsi;

import org.jspecify.annotations.NullMarked;
