package dev.rbdgate.simulation;

/** One sector as one write makes it. All times are the initiators'. */
final class Version {

    static final long NEVER = Long.MAX_VALUE;

    final long content;

    /** When the write was sent: before that nobody can see it. */
    final long started;

    /** When it was surely there, by an answer or because it was read. */
    long applied = NEVER;

    /** From then on it can no longer come to be there. */
    long closed = NEVER;

    /**
     * When something else was seen that was surely not there before this: it does not come back.
     */
    long passed = NEVER;

    /** Whether it survives power loss since it was applied. */
    boolean durable;

    /** One of several of which exactly one was there after a power loss. */
    final boolean left;

    Version(long content, long started, boolean left) {
        this.content = content;
        this.started = started;
        this.left = left;
    }

    /** Whether this one was over before {@code other} was begun, which {@code at} was there. */
    boolean isCoveredBy(Version other, long at) {
        return other.started > closed && other.applied <= at;
    }

    @Override
    public String toString() {
        return "%s sent %s applied %s closed %s%s"
                .formatted(
                        Sectors.text(content),
                        text(started),
                        text(applied),
                        text(closed),
                        durable ? " durable" : left ? " left over" : "");
    }

    private static String text(long time) {
        return time == NEVER ? "?" : "%.3f".formatted(time / 1e6);
    }
}
