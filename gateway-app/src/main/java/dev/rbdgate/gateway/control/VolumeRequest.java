package dev.rbdgate.gateway.control;

import java.util.List;
import java.util.Optional;

/**
 * A volume as it is asked for.
 *
 * @param sizeBytes a multiple of 512
 * @param initiators names that are granted it, or {@code *}
 * @param chap what each of them must prove; empty: nothing
 */
public record VolumeRequest(
        VolumeName name,
        String pool,
        long sizeBytes,
        List<String> initiators,
        Optional<Chap> chap) {

    /** Initiators of one volume at its creation; more get their grants one by one. */
    private static final int MAX_INITIATORS = 64;

    public VolumeRequest {
        initiators = initiators.stream().map(Initiators::name).distinct().toList();
        if (initiators.size() > MAX_INITIATORS) {
            throw RefusedException.invalid(
                    "initiators",
                    "a volume is made with at most " + MAX_INITIATORS + " initiators");
        }
        if (chap.isPresent() && initiators.isEmpty()) {
            throw RefusedException.invalid("chap", "CHAP needs an initiator that proves itself");
        }
    }

    /**
     * Credentials for CHAP. The text form hides the secret.
     *
     * @param secret empty: that of the volume that is there already
     */
    public record Chap(String user, Optional<String> secret) {

        ChapRequests.Login login() {
            return new ChapRequests.Login(
                    user,
                    secret.orElseThrow(() ->
                            RefusedException.invalid(
                                    "chap.secret", "a volume that is new needs a secret")));
        }

        @Override
        public String toString() {
            return "Chap[user=" + user + "]";
        }
    }
}
