package dev.rbdgate.iscsi.session;

import dev.rbdgate.scsi.Nexus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The sessions of a target service. A nexus has one session: a second login of the same initiator
 * port reinstates it, that is, the old one ends first, with all its tasks (RFC 7143 6.3.5).
 *
 * <p>Thread-safe; its monitor guards the maps, and nothing foreign runs under it.
 */
public final class SessionRegistry {

    /** TSIHs are 16 bits, and 0 is none. */
    static final int MAX_SESSIONS = 65535;

    private final AtomicLong ids = new AtomicLong();
    private final Map<Integer, Session> byTsih = new LinkedHashMap<>();
    private final Map<Nexus, Session> byNexus = new HashMap<>();
    private int lastTsih;

    long nextId() {
        return ids.incrementAndGet();
    }

    /**
     * Takes a session in when its nexus is free, ending the one that has it.
     *
     * @return completes with the session's TSIH, or with 0 if there is none left
     */
    CompletableFuture<Integer> enter(Session session) {
        Session predecessor = null;
        int tsih = 0;
        synchronized (this) {
            Optional<Nexus> nexus = session.nexus();
            if (nexus.isPresent()) {
                predecessor = byNexus.get(nexus.get());
            }
            if (predecessor == null && byTsih.size() < MAX_SESSIONS) {
                do {
                    lastTsih = lastTsih % MAX_SESSIONS + 1;
                } while (byTsih.containsKey(lastTsih));
                int taken = lastTsih;
                tsih = taken;
                byTsih.put(taken, session);
                nexus.ifPresent(key -> byNexus.put(key, session));
                session.whenEnded(() -> leave(session, taken));
            }
        }
        if (predecessor != null) {
            predecessor.drop("reinstated by a new login");
            return predecessor.left().thenCompose(_ -> retry(session));
        }
        return CompletableFuture.completedFuture(tsih);
    }

    private CompletableFuture<Integer> retry(Session session) {
        // A session whose connection is gone by now must not take the place of a living one.
        return session.isLost() ? CompletableFuture.completedFuture(0) : enter(session);
    }

    private synchronized void leave(Session session, int tsih) {
        byTsih.remove(tsih, session);
        session.nexus().ifPresent(nexus -> byNexus.remove(nexus, session));
    }

    /** The session of that TSIH, if its last connection is not gone. */
    synchronized Optional<Session> find(int tsih) {
        return Optional.ofNullable(byTsih.get(tsih)).filter(session -> !session.isLost());
    }

    /** All sessions, oldest first, those included whose connection is lost and whose tasks run. */
    public synchronized List<Session> sessions() {
        return new ArrayList<>(byTsih.values());
    }
}
