package dev.rbdgate.gateway.startup;

import dev.rbdgate.config.AuditEntry;
import dev.rbdgate.gateway.audit.AuditLog;
import dev.rbdgate.gateway.control.LunSightings;
import dev.rbdgate.gateway.traffic.Traffic;
import dev.rbdgate.gateway.traffic.TrafficSnapshot.Managed;
import dev.rbdgate.iscsi.auth.GuessLimit;
import dev.rbdgate.iscsi.session.RefusedLogin;
import dev.rbdgate.iscsi.session.TargetObserver;
import dev.rbdgate.iscsi.session.UnitUse;
import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.TaskManagement;
import dev.rbdgate.scsi.meter.CommandMeter;
import java.net.InetAddress;
import java.time.Duration;
import java.util.SortedSet;

/** Passes on who logs in, which LUNs initiators come to know, and what they do with them. */
final class InitiatorObserver implements TargetObserver {

    /** Refused logins of an address in a period that are noted, before the rest is left out. */
    static final int MAX_NOTED = 60;

    static final Duration PERIOD = Duration.ofMinutes(1);

    private static final String ALL = "all";

    private final LunSightings sightings;
    private final AuditLog audit;
    private final Traffic traffic;
    private final GuessLimit noted = new GuessLimit(MAX_NOTED, PERIOD, System::nanoTime);

    InitiatorObserver(LunSightings sightings, AuditLog audit, Traffic traffic) {
        this.sightings = sightings;
        this.audit = audit;
        this.traffic = traffic;
    }

    @Override
    public void loggedIn(Nexus nexus, SortedSet<Integer> luns) {
        traffic.loggedIn();
        sightings.reachable(nexus.targetName(), nexus.initiatorName(), luns);
        audit.login(
                nexus.initiatorName(),
                nexus.targetName(),
                AuditEntry.Outcome.SUCCEEDED,
                "reaches LUNs " + luns);
    }

    @Override
    public void loginRefused(RefusedLogin login) {
        traffic.loginRefused(login.cause());
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

    @Override
    public CommandMeter unitReached(UnitUse use) {
        return traffic.unitReached(use);
    }

    @Override
    public void unitLeft(CommandMeter meter) {
        traffic.unitLeft(meter);
    }

    @Override
    public void managed(
            Nexus nexus, TaskManagement.Function function, TaskManagement.Response response) {
        traffic.managed(new Managed(function, response));
    }
}
