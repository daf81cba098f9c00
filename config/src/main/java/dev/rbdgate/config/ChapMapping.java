package dev.rbdgate.config;

import java.util.Optional;

/**
 * CHAP credentials: what the initiator proves, and what the target proves in turn. The text form
 * hides the secrets.
 */
public record ChapMapping(Login incoming, Optional<Login> mutual) {

    /** A CHAP name and its secret, in clear. */
    public record Login(String user, String secret) {
        @Override
        public String toString() {
            return "Login[user=" + user + "]";
        }
    }
}
