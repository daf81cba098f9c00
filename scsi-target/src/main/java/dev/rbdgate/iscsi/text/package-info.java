/** Text negotiation: keys, values and what both sides make of them (RFC 7143 6 and 13). */
@NullMarked
package dev.rbdgate.iscsi.text;

import org.jspecify.annotations.NullMarked;
