package dev.rbdgate.scsi.vpd;

import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.context.UnitContext;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;

/**
 * Device identification (SPC-5 7.7.6): the unit by NAA, T10 vendor id and name string; the target
 * port by name, relative port and port group; the target by name. One portal group is one target
 * port, so its tag numbers the port and its group.
 */
final class DeviceIdentification implements VpdPage {

    /** The T10 vendor identification, padded to its eight bytes. */
    private static final String VENDOR = "RBDGATE ";

    @Override
    public int code() {
        return 0x83;
    }

    @Override
    public byte[] content(UnitContext unit) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(
                Designator.binary(
                        Designator.LOGICAL_UNIT,
                        Designator.NAA,
                        ByteBuffer.allocate(8).putLong(unit.naa()).array()));
        out.writeBytes(
                Designator.ascii(
                        Designator.LOGICAL_UNIT, Designator.T10_VENDOR_ID, VENDOR + unit.serial()));
        out.writeBytes(
                Designator.nameString(Designator.LOGICAL_UNIT, "naa.%016X".formatted(unit.naa())));
        out.writeBytes(ofPort(unit.nexus()));
        return out.toByteArray();
    }

    static byte[] ofPort(Nexus nexus) {
        int portalGroup = nexus.portalGroupTag();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(Designator.nameString(Designator.TARGET_PORT, nexus.targetPortName()));
        out.writeBytes(
                Designator.binary(
                        Designator.TARGET_PORT,
                        Designator.RELATIVE_TARGET_PORT,
                        ByteBuffer.allocate(4).putInt(portalGroup).array()));
        out.writeBytes(
                Designator.binary(
                        Designator.TARGET_PORT,
                        Designator.TARGET_PORT_GROUP,
                        ByteBuffer.allocate(4).putInt(portalGroup).array()));
        out.writeBytes(Designator.nameString(Designator.TARGET_DEVICE, nexus.targetName()));
        return out.toByteArray();
    }
}
