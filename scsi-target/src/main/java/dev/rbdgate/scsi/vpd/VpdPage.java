package dev.rbdgate.scsi.vpd;

import dev.rbdgate.scsi.context.UnitContext;

/** A vital product data page. */
public interface VpdPage {

    int code();

    /** What follows the four bytes of the page's header. */
    byte[] content(UnitContext unit);
}
