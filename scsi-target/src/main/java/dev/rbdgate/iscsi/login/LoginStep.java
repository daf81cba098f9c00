package dev.rbdgate.iscsi.login;

import java.util.Map;

/** What a login request leads to. */
public sealed interface LoginStep {

    /**
     * The login goes on.
     *
     * @param transit whether the stage changes as the initiator proposed
     * @param keys to answer
     */
    record Continued(boolean transit, Map<String, String> keys) implements LoginStep {}

    /**
     * The login is done: after a response with T and the keys, full feature phase begins.
     *
     * @param keys to answer
     */
    record Completed(LoginResult result, Map<String, String> keys) implements LoginStep {}

    /**
     * The login is refused or redirected, and the connection to be closed.
     *
     * @param reason for the log
     * @param keys to answer: where to log in instead
     */
    record Refused(LoginStatus status, String reason, Map<String, String> keys)
            implements LoginStep {
        Refused(LoginStatus status, String reason) {
            this(status, reason, Map.of());
        }
    }
}
