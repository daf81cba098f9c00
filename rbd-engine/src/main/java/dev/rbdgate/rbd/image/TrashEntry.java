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

    /** Who put it there. */
    public enum Source {
        USER,
        MIRRORING,
        MIGRATION,
        REMOVING,
        USER_PARENT,
        UNKNOWN
    }

    /** What happens to it. */
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
                source(spec.source()),
                state(spec.state()));
    }

    private static Source source(int number) {
        return switch (number) {
            case TrashDirectory.BY_USER -> Source.USER;
            case 1 -> Source.MIRRORING;
            case 2 -> Source.MIGRATION;
            case 3 -> Source.REMOVING;
            case 4 -> Source.USER_PARENT;
            default -> Source.UNKNOWN;
        };
    }

    private static State state(int number) {
        return switch (number) {
            case TrashDirectory.NORMAL -> State.NORMAL;
            case TrashDirectory.MOVING -> State.MOVING;
            case TrashDirectory.REMOVING -> State.REMOVING;
            case TrashDirectory.RESTORING -> State.RESTORING;
            default -> State.UNKNOWN;
        };
    }
}
