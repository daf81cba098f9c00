package dev.rbdgate.csi.controller;

import dev.rbdgate.csi.call.Refusal;
import dev.rbdgate.csi.call.VolumeId;
import io.grpc.Status;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * CHAP of each node for each volume, derived from one key, so that a repeated call gives the same
 * answer and the driver keeps no state.
 */
final class ChapSecrets {

    private static final String ALGORITHM = "HmacSHA256";

    /** A shorter one was cut or is no key. */
    private static final int MIN_KEY_BYTES = 16;

    /** 96 bits, the least that RFC 7143 9.2.1 advises, in 24 hexadecimal digits. */
    private static final int SECRET_BYTES = 12;

    private static final String GATEWAY = "rbdgate";

    private final byte[] key;

    private ChapSecrets(byte[] key) {
        this.key = key;
    }

    /**
     * @param file with the key, as text
     */
    static ChapSecrets read(Path file) throws IOException {
        byte[] key = Files.readString(file).strip().getBytes(StandardCharsets.UTF_8);
        if (key.length < MIN_KEY_BYTES) {
            throw new IOException(
                    "the key in %s has less than %d bytes".formatted(file, MIN_KEY_BYTES));
        }
        return new ChapSecrets(key);
    }

    /** Its text form hides the secret. */
    record Login(String user, String secret) {
        @Override
        public String toString() {
            return "Login[" + user + "]";
        }
    }

    /** What a node says to the gateway. */
    Login of(VolumeId volume, String node) {
        return new Login(volume.image(), derived(volume + " " + node));
    }

    /** What the gateway says to a node. */
    Login ofGateway(VolumeId volume, String node) {
        return new Login(GATEWAY, derived("gateway " + volume + " " + node));
    }

    private String derived(String subject) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            byte[] code = mac.doFinal(subject.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(code, 0, SECRET_BYTES);
        } catch (GeneralSecurityException e) {
            throw Refusal.of(Status.Code.INTERNAL, "no CHAP secret: %s", e);
        }
    }
}
