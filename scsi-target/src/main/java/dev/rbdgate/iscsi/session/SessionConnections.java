package dev.rbdgate.iscsi.session;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The connections of a session, oldest first; at most as many as were agreed on. Changed by the
 * event loop.
 */
final class SessionConnections {

    private final List<RequestHandler> handlers = new CopyOnWriteArrayList<>();

    void add(RequestHandler handler) {
        handlers.add(handler);
    }

    /** A connection is gone, and with it what it sent too early. */
    void remove(SessionConnection connection, CommandWindow window) {
        handlers.removeIf(handler -> {
            boolean gone = handler.connection() == connection;
            if (gone) {
                window.forget(handler);
            }
            return gone;
        });
    }

    List<SessionConnection> all() {
        return handlers.stream().map(RequestHandler::connection).toList();
    }

    /** Any thread. */
    int count() {
        return handlers.size();
    }

    /** Sends what was written to any of them. */
    void flush() {
        for (RequestHandler handler : handlers) {
            handler.connection().out().flush();
        }
    }

    /** Sends what was written to any but this one. */
    void flushOthers(SessionConnection connection) {
        if (handlers.size() > 1) {
            for (RequestHandler handler : handlers) {
                if (handler.connection() != connection) {
                    handler.connection().out().flush();
                }
            }
        }
    }
}
