/**
 * The PDUs of RFC 7143 section 11, one record each, and their way between socket and records.
 *
 * <p>A record whose PDU has a data segment owns it: whoever handles the record releases {@link
 * dev.rbdgate.iscsi.pdu.Pdu#data()} once.
 */
@NullMarked
package dev.rbdgate.iscsi.pdu;

import org.jspecify.annotations.NullMarked;
