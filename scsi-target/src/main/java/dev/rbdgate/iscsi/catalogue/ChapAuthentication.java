package dev.rbdgate.iscsi.catalogue;

import java.util.Optional;

/**
 * CHAP credentials (RFC 7143 12.1.3).
 *
 * @param incoming what the initiator proves to the target
 * @param mutual what the target proves to the initiator, when asked; never the same secret
 */
public record ChapAuthentication(Credentials incoming, Optional<Credentials> mutual) {

    /** A CHAP name and its secret. The text form hides the secret. */
    public record Credentials(String user, String secret) {
        @Override
        public String toString() {
            return "Credentials[user=" + user + "]";
        }
    }
}
