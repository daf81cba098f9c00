package dev.rbdgate.csi.call;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A volume is an image of the driver's, and a target of the same name with the image as LUN 0. Both
 * are found from the id alone, so the driver keeps no state.
 *
 * @param pool with the image
 * @param image its name, which says that it is the driver's
 */
public record VolumeId(String pool, String image) {

    /** What the names of the driver's images and snapshots begin with. */
    public static final String PREFIX = "csi-";

    private static final String TARGET_PREFIX = "iqn.2026-11.dev.rbdgate:";
    private static final Pattern FORM = Pattern.compile("([^/@]+)/(csi-[a-z0-9.-]+)");

    /** Names that can stand in the name of an image, a target and a snapshot as they are. */
    private static final Pattern PLAIN = Pattern.compile("[a-z0-9][a-z0-9.-]{0,79}");

    /** Parses an id; empty if it can be none of ours. */
    public static Optional<VolumeId> parse(String id) {
        Matcher matcher = FORM.matcher(id);
        return matcher.matches()
                ? Optional.of(new VolumeId(matcher.group(1), matcher.group(2)))
                : Optional.empty();
    }

    /**
     * The name of an image or snapshot for a name that the orchestrator suggests: the same one, or
     * its digest if that has other characters or is long.
     */
    public static String nameFor(String suggested) {
        return PREFIX + (PLAIN.matcher(suggested).matches() ? suggested : digest(suggested));
    }

    private static String digest(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, 20);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    public String targetName() {
        return TARGET_PREFIX + image;
    }

    /** The id, which is also the image's path on the gateway. */
    @Override
    public String toString() {
        return pool + "/" + image;
    }
}
