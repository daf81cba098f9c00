package dev.rbdgate.gateway.startup;

import dev.rbdgate.config.AuditEntry;
import dev.rbdgate.gateway.audit.AuditLog;
import dev.rbdgate.gateway.control.LunSightings;
import dev.rbdgate.iscsi.auth.GuessLimit;
import dev.rbdgate.iscsi.session.RefusedLogin;
import dev.rbdgate.iscsi.session.TargetObserver;
import dev.rbdgate.scsi.Nexus;
import java.net.InetAddress;
import java.time.Duration;
import java.util.SortedSet;

/** Passes on who logs in, and which LUNs initiators come to know. */
final class LoginObserver implements TargetObserver {

    /** Refused logins of an address in a period that are noted, before the rest is left out. */
    static final int MAX_NOTED = 60;

    static final Duration PERIOD = Duration.ofMinutes(1);

    private static final String ALL = "all";

    private final LunSightings sightings;
    private final AuditLog audit;
    private final GuessLimit noted = new GuessLimit(MAX_NOTED, PERIOD, System::nanoTime);

    LoginObserver(LunSightings sightings, AuditLog audit) {
        this.sightings = sightings;
        this.audit = audit;
    }

    @Override
    public void loggedIn(Nexus nexus, SortedSet<Integer> luns) {
        sightings.reachable(nexus.targetName(), nexus.initiatorName(), luns);
        audit.login(
                nexus.initiatorName(),
                nexus.targetName(),
                AuditEntry.Outcome.SUCCEEDED,
                "reaches LUNs " + luns);
    }

    @Override
    public void loginRefused(RefusedLogin login) {
        InetAddress from = login.from().getAddress();
        if (noted.lockedOut(from, ALL).isPresent()) {
            return;
        }
        var _ = noted.failed(from, ALL);
        audit.login(
                login.initiatorName(),
                login.targetName(),
                AuditEntry.Outcome.REFUSED,
                "from %s: %s".formatted(from.getHostAddress(), login.reason()));
    }

    @Override
    public void lunsReported(Nexus nexus, SortedSet<Integer> luns) {
        sightings.reported(nexus.targetName(), nexus.initiatorName(), luns);
    }
}
