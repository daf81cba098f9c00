package dev.rbdgate.rbd.image;

import dev.rbdgate.rbd.cls.TrashImageSpec;
import java.time.Instant;

/**
 * An image that was put into the trash.
 *
 * @param id of the image, which it keeps
 * @param name that it had
 * @param deferredUntil before this it is removed only by force
 * @param state other than NORMAL while it is moved, restored or removed; also if that was cut
 *     short, and then asking for it again finishes it
 */
public record TrashEntry(
        String id,
        String name,
        Instant deletedAt,
        Instant deferredUntil,
        Source source,
        State state) {

    /** Who put it there. In the order of their numbers in RBD. */
    public enum Source {
        USER,
        MIRRORING,
        MIGRATION,
        REMOVING,
        USER_PARENT,
        UNKNOWN
    }

    /** What happens to it. In the order of their numbers in RBD. */
    public enum State {
        NORMAL,
        MOVING,
        REMOVING,
        RESTORING,
        UNKNOWN
    }

    static TrashEntry of(String id, TrashImageSpec spec) {
        return new TrashEntry(
                id,
                spec.name(),
                spec.deleted(),
                spec.defermentEnd(),
                Source.values()[Math.min(spec.source(), Source.UNKNOWN.ordinal())],
                State.values()[Math.min(spec.state(), State.UNKNOWN.ordinal())]);
    }
}
