package dev.rbdgate.gateway.watch;

import dev.rbdgate.gateway.control.Sessions;
import dev.rbdgate.gateway.history.Load;
import dev.rbdgate.gateway.history.Traffic;
import dev.rbdgate.iscsi.SessionInfo;

/** Takes the counters of sessions for the history. */
final class SessionTraffics implements Traffic.Source {

    private final Sessions sessions;

    SessionTraffics(Sessions sessions) {
        this.sessions = sessions;
    }

    @Override
    public Traffic get() {
        return new Traffic(sessions.list().stream().map(SessionTraffics::of).toList());
    }

    private static Traffic.SessionTraffic of(SessionInfo session) {
        SessionInfo.Counters counters = session.counters();
        return new Traffic.SessionTraffic(
                session.id(),
                new Load(
                        counters.commands(),
                        counters.readBytes(),
                        counters.writtenBytes(),
                        counters.errors()),
                counters.running());
    }
}
