package dev.rbdgate.scsi.vpd;

import dev.rbdgate.scsi.Nexus;
import java.util.List;

/** The vital product data pages of a unit. */
public final class VpdPages {

    /** Every page, in ascending order of page codes as page 00h lists them. */
    public static final List<VpdPage> ALL =
            List.of(
                    new SupportedPages(),
                    new UnitSerialNumber(),
                    new DeviceIdentification(),
                    new ManagementAddresses(),
                    new ExtendedInquiry(),
                    new ModePagePolicy(),
                    new ScsiPorts(),
                    new ThirdPartyCopy(),
                    new BlockLimits(),
                    new BlockDeviceCharacteristics(),
                    new LogicalBlockProvisioning(),
                    new Referrals());

    /** What page 83h tells of a target port and its target, without a unit. */
    public static byte[] identificationOfPort(Nexus nexus) {
        return DeviceIdentification.ofPort(nexus);
    }

    private VpdPages() {}
}
