package dev.rbdgate.rbd.image;

import java.util.regex.Pattern;

/**
 * An image's full name, {@code pool[/namespace]/name}.
 *
 * @param namespace empty for the default one
 */
public record ImageName(String pool, String namespace, String name) {

    /** Longest name of an image, in characters (the old tools' limit). */
    public static final int MAX_LENGTH = 96;

    private static final Pattern PART = Pattern.compile("[^/@\\p{Cntrl}]{1," + MAX_LENGTH + "}");

    public ImageName {
        if (!validPart(pool)
                || !validPart(name)
                || !(namespace.isEmpty() || validPart(namespace))) {
            throw new IllegalArgumentException(
                    "image names are pool[/namespace]/name, each of 1 to %d characters without '/' and '@'"
                            .formatted(MAX_LENGTH));
        }
    }

    /** Whether a text may be the name of a pool, a namespace or an image. */
    static boolean validPart(String text) {
        return PART.matcher(text).matches();
    }

    /** A name whose last part a user gave; INVALID if it is none. */
    static ImageName checked(String pool, String namespace, String name) {
        if (!validPart(name)) {
            throw new ImageException(
                    ImageException.Reason.INVALID,
                    "name: has 1 to %d characters without '/' and '@'".formatted(MAX_LENGTH));
        }
        return new ImageName(pool, namespace, name);
    }

    /** Another name in the same pool and namespace. */
    ImageName renamed(String other) {
        return new ImageName(pool, namespace, other);
    }

    public static ImageName parse(String text) {
        String[] parts = text.split("/", -1);
        return switch (parts.length) {
            case 2 -> new ImageName(parts[0], "", parts[1]);
            case 3 -> new ImageName(parts[0], parts[1], parts[2]);
            default ->
                    throw new IllegalArgumentException(
                            "'" + text + "' is not an image name: pool[/namespace]/name");
        };
    }

    @Override
    public String toString() {
        return namespace.isEmpty() ? pool + "/" + name : pool + "/" + namespace + "/" + name;
    }
}
