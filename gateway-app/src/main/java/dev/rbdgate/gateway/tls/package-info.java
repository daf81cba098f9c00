/**
 * The certificate that REST and iSCSI show over TLS: given, or made here; followed when it changes.
 */
@NullMarked
package dev.rbdgate.gateway.tls;

import org.jspecify.annotations.NullMarked;
