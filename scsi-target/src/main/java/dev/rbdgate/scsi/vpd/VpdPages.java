package dev.rbdgate.scsi.vpd;

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

    private VpdPages() {}
}
