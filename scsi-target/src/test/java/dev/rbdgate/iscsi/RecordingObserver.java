package dev.rbdgate.iscsi;

import dev.rbdgate.iscsi.session.TargetObserver;
import dev.rbdgate.scsi.Nexus;
import java.util.List;
import java.util.SortedSet;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what it was told. */
final class RecordingObserver implements TargetObserver {

    record Event(Nexus nexus, SortedSet<Integer> luns) {}

    final List<Event> logins = new CopyOnWriteArrayList<>();
    final List<Event> reports = new CopyOnWriteArrayList<>();

    @Override
    public void loggedIn(Nexus nexus, SortedSet<Integer> luns) {
        logins.add(new Event(nexus, luns));
    }

    @Override
    public void lunsReported(Nexus nexus, SortedSet<Integer> luns) {
        reports.add(new Event(nexus, luns));
    }
}
