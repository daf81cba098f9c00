package dev.rbdgate.iscsi.auth;

import java.util.Map;

/** The initiator's side of CHAP. */
public final class ChapInitiator {

    private ChapInitiator() {}

    /** The response to a target's CHAP_A, CHAP_I and CHAP_C. */
    public static String response(Map<String, String> challenge, String secret) {
        return response(
                challenge.getOrDefault("CHAP_A", ""),
                Integer.parseInt(challenge.getOrDefault("CHAP_I", "")),
                challenge.getOrDefault("CHAP_C", ""),
                secret);
    }

    public static String response(
            String algorithm, int identifier, String challenge, String secret) {
        byte[] bytes = BinaryValue.decode(challenge, 1024).orElseThrow();
        return BinaryValue.encode(
                ChapAlgorithm.choose(algorithm).orElseThrow().response(identifier, secret, bytes));
    }
}
