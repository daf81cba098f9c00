package dev.rbdgate.scsi.mode;

import java.util.List;

/** The mode pages of a unit. */
public final class ModePages {

    /** Every page of the unit, in the order in which MODE SENSE returns them. */
    public static final List<ModePage> ALL =
            List.of(
                    new ErrorRecoveryPage(),
                    new CachingPage(),
                    new ControlPage(),
                    new ControlExtensionPage(),
                    new InformationalExceptionsPage(),
                    new LogicalBlockProvisioningPage());

    private ModePages() {}
}
