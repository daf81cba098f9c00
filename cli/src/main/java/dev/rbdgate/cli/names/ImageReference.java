package dev.rbdgate.cli.names;

import dev.rbdgate.cli.exit.CommandException;
import dev.rbdgate.cli.rest.RestPath;
import org.jspecify.annotations.Nullable;

/**
 * An image as users name it: {@code [pool[/namespace]/]name}.
 *
 * @param namespace null for the default one
 */
public record ImageReference(String pool, @Nullable String namespace, String name) {

    private static final String DEFAULT_POOL = "rbd";

    public static final String HELP =
            "Image, as POOL/NAME, POOL/NAMESPACE/NAME, or NAME in pool " + DEFAULT_POOL + ".";

    /**
     * @throws CommandException for usage, if the text has no such form
     */
    public static ImageReference parse(String text) {
        String[] parts = text.split("/", -1);
        for (String part : parts) {
            if (part.isEmpty()) {
                throw wrong(text);
            }
        }
        return switch (parts.length) {
            case 1 -> new ImageReference(DEFAULT_POOL, null, parts[0]);
            case 2 -> new ImageReference(parts[0], null, parts[1]);
            case 3 -> new ImageReference(parts[0], parts[1], parts[2]);
            default -> throw wrong(text);
        };
    }

    private static CommandException wrong(String text) {
        return CommandException.usage(
                "an image is NAME, POOL/NAME or POOL/NAMESPACE/NAME, not '" + text + "'");
    }

    /** Where REST has the image, or what belongs to it. */
    public RestPath path(String... below) {
        return RestPath.of("images", pool, name).below(below).query("namespace", namespace);
    }

    /** As bodies and messages have it. */
    @Override
    public String toString() {
        return pool + "/" + (namespace == null ? "" : namespace + "/") + name;
    }
}
