package dev.rbdgate.cli.names;

import dev.rbdgate.cli.exit.CommandException;
import dev.rbdgate.cli.rest.RestPath;

/** A snapshot as users name it: {@code [pool[/namespace]/]image@snapshot}. */
public record SnapshotReference(ImageReference image, String name) {

    public static final String HELP = "Snapshot, as IMAGE@SNAPSHOT.";

    /**
     * @throws CommandException for usage, if the text has no such form
     */
    public static SnapshotReference parse(String text) {
        int mark = text.indexOf('@');
        if (mark < 0 || mark == text.length() - 1) {
            throw CommandException.usage("a snapshot is IMAGE@SNAPSHOT, not '" + text + "'");
        }
        return new SnapshotReference(
                ImageReference.parse(text.substring(0, mark)), text.substring(mark + 1));
    }

    /** Where REST has the snapshot. */
    public RestPath path(String... below) {
        return image.path("snapshots", name).below(below);
    }

    @Override
    public String toString() {
        return image + "@" + name;
    }
}
