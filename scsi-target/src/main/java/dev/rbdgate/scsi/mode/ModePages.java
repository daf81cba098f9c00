package dev.rbdgate.scsi.mode;

import dev.rbdgate.scsi.provisioning.SpaceLevel;
import java.util.ArrayList;
import java.util.List;

/** The mode pages of a unit. */
public final class ModePages {

    private static final List<ModePage> FIXED =
            List.of(
                    new ErrorRecoveryPage(),
                    new CachingPage(),
                    new ControlPage(),
                    new ControlExtensionPage(),
                    new InformationalExceptionsPage());

    private static final List<ModePage> WITHOUT_THRESHOLD = with(SpaceLevel.NONE);

    private ModePages() {}

    /** Every page of a unit, in the order in which MODE SENSE returns them. */
    public static List<ModePage> of(SpaceLevel space) {
        return space.hasThreshold() ? with(space) : WITHOUT_THRESHOLD;
    }

    private static List<ModePage> with(SpaceLevel space) {
        List<ModePage> pages = new ArrayList<>(FIXED);
        pages.add(new LogicalBlockProvisioningPage(space));
        return List.copyOf(pages);
    }

    /**
     * Where the page about logical block provisioning has the descriptor of the threshold: what
     * INFORMATION says of one that was crossed (SBC-4 4.7.3).
     */
    public static int thresholdOffset() {
        return LogicalBlockProvisioningPage.DESCRIPTORS;
    }
}
