package dev.rbdgate.gateway.control;

import dev.rbdgate.iscsi.catalogue.IscsiName;

/** Checks iSCSI names of requests, and normalizes them as the target does. */
final class IscsiNames {

    private IscsiNames() {}

    /** The normalized name. */
    static String checked(String text, String field) {
        return IscsiName.normalize(text)
                .orElseThrow(() ->
                        RefusedException.invalid(
                                field,
                                "'%s' is not an iSCSI name (RFC 7143 4.2.7): iqn.YYYY-MM.reversed.domain:name, eui. and 16, or naa. and 16 or 32 hexadecimal digits; of letters, digits, '-', '.' and ':', at most %d bytes"
                                        .formatted(
                                                text.length() <= 64
                                                        ? text
                                                        : text.substring(0, 64) + "...",
                                                IscsiName.MAX_BYTES)));
    }
}
