package dev.rbdgate.scsi.vpd;

import dev.rbdgate.scsi.context.UnitContext;
import java.nio.charset.StandardCharsets;

/** Unit serial number (SPC-5 7.7.19). */
final class UnitSerialNumber implements VpdPage {

    @Override
    public int code() {
        return 0x80;
    }

    @Override
    public byte[] content(UnitContext unit) {
        return unit.serial().getBytes(StandardCharsets.US_ASCII);
    }
}
