package dev.rbdgate.iscsi;

import dev.rbdgate.iscsi.session.RefusedLogin;
import dev.rbdgate.iscsi.session.TargetObserver;
import dev.rbdgate.iscsi.session.UnitUse;
import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.TaskManagement;
import dev.rbdgate.scsi.meter.CommandMeter;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what it was told. */
final class RecordingObserver implements TargetObserver {

    record Event(Nexus nexus, SortedSet<Integer> luns) {}

    record Use(UnitUse use, CommandMeter meter) {}

    record Managed(TaskManagement.Function function, TaskManagement.Response response) {}

    final List<Event> logins = new CopyOnWriteArrayList<>();
    final List<Event> reports = new CopyOnWriteArrayList<>();
    final List<RefusedLogin> refusals = new CopyOnWriteArrayList<>();
    final List<Use> uses = new CopyOnWriteArrayList<>();
    final List<CommandMeter> left = new CopyOnWriteArrayList<>();
    final List<Managed> managed = new CopyOnWriteArrayList<>();

    @Override
    public void loggedIn(Nexus nexus, SortedSet<Integer> luns) {
        logins.add(new Event(nexus, luns));
    }

    @Override
    public void loginRefused(RefusedLogin login) {
        refusals.add(login);
    }

    @Override
    public void lunsReported(Nexus nexus, SortedSet<Integer> luns) {
        reports.add(new Event(nexus, luns));
    }

    @Override
    public CommandMeter unitReached(UnitUse use) {
        CommandMeter meter = new CommandMeter();
        uses.add(new Use(use, meter));
        return meter;
    }

    @Override
    public void unitLeft(CommandMeter meter) {
        left.add(meter);
    }

    @Override
    public void managed(
            Nexus nexus, TaskManagement.Function function, TaskManagement.Response response) {
        managed.add(new Managed(function, response));
    }
}
