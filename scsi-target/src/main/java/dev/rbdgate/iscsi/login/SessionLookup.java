package dev.rbdgate.iscsi.login;

import java.util.Optional;

/** Finds running normal sessions by their TSIH. */
@FunctionalInterface
public interface SessionLookup {

    Optional<JoinableSession> find(int tsih);
}
