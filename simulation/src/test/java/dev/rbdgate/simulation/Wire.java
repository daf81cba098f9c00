package dev.rbdgate.simulation;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A TCP connection: each direction keeps its order, arrives late, and in pieces of any length. The
 * direction to the initiator holds so much and no more.
 */
final class Wire {

    /** Who sits at an end. */
    interface End {

        void received(byte[] bytes);

        /** The other end will send nothing more. */
        void ended();

        /** The connection is gone. */
        void reset();
    }

    /** The end of the target is told besides when there is room again. */
    interface TargetEnd extends End {
        void writable();
    }

    private static final int LEAST_BUFFER = 4 << 10;
    private static final int LARGEST_BUFFER = 1 << 20;
    private static final int SMALL_PIECE = 100;

    private final World world;
    private final int bufferBytes;
    private final long shortestTrip;
    private final long longestTrip;
    private final int tornPercent;
    private @Nullable End initiator;
    private @Nullable TargetEnd target;
    private long lastAtTarget;
    private long lastAtInitiator;
    private int onTheWay;
    private boolean full;
    private boolean cut;
    private boolean open = true;

    Wire(World world) {
        Chance chance = world.chance();
        this.world = world;
        this.bufferBytes = (int) chance.duration(LEAST_BUFFER, LARGEST_BUFFER);
        this.shortestTrip = chance.duration(5 * Time.MICROSECOND, 200 * Time.MICROSECOND);
        this.longestTrip = chance.duration(shortestTrip, 20 * Time.MILLISECOND);
        this.tornPercent = chance.below(40);
    }

    void connect(End initiatorEnd, TargetEnd targetEnd) {
        initiator = initiatorEnd;
        target = targetEnd;
    }

    boolean isOpen() {
        return open && !cut;
    }

    /** Bytes that the target may hand over now. */
    int room() {
        int room = Math.max(0, bufferBytes - onTheWay);
        full = room == 0;
        return room;
    }

    void toTarget(byte[] bytes) {
        TargetEnd end = target;
        if (end == null || !isOpen()) {
            return;
        }
        inPieces(
                bytes,
                piece -> {
                    lastAtTarget = arrival(lastAtTarget);
                    world.after(
                            lastAtTarget - world.now(),
                            () -> {
                                if (!cut) {
                                    end.received(piece);
                                }
                            });
                });
    }

    void toInitiator(byte[] bytes) {
        End end = initiator;
        if (end == null || !isOpen()) {
            return;
        }
        onTheWay += bytes.length;
        inPieces(
                bytes,
                piece -> {
                    lastAtInitiator = arrival(lastAtInitiator);
                    world.after(
                            lastAtInitiator - world.now(),
                            () -> {
                                onTheWay -= piece.length;
                                if (!cut) {
                                    end.received(piece);
                                    if (full && target != null) {
                                        full = false;
                                        target.writable();
                                    }
                                }
                            });
                });
    }

    private interface Sender {
        void send(byte[] piece);
    }

    private void inPieces(byte[] bytes, Sender sender) {
        Chance chance = world.chance();
        int from = 0;
        while (from < bytes.length) {
            int left = bytes.length - from;
            int length = left;
            if (left > 1 && chance.percent(tornPercent)) {
                length = 1 + chance.below(chance.oneIn(2) ? Math.min(left, SMALL_PIECE) : left);
            }
            sender.send(Arrays.copyOfRange(bytes, from, from + length));
            from += length;
        }
    }

    private long arrival(long last) {
        // Never two at the same moment: chance would decide which is first.
        return Math.max(last + 1, world.now() + world.chance().duration(shortestTrip, longestTrip));
    }

    /** The target sends nothing more. */
    void endOfTarget() {
        End end = initiator;
        if (end != null && isOpen()) {
            lastAtInitiator = arrival(lastAtInitiator);
            world.after(
                    lastAtInitiator - world.now(),
                    () -> {
                        if (!cut) {
                            end.ended();
                        }
                    });
        }
    }

    /** The target has closed its socket. */
    void closedByTarget() {
        endOfTarget();
        open = false;
    }

    /** The initiator closes its socket: the target sees the end after all that was sent. */
    void closedByInitiator() {
        TargetEnd end = target;
        if (end != null && isOpen()) {
            lastAtTarget = arrival(lastAtTarget);
            world.after(lastAtTarget - world.now(), end::ended);
        }
        cutToInitiator();
    }

    private void cutToInitiator() {
        initiator = null;
    }

    /**
     * The connection breaks, with all that is on its way.
     *
     * @param targetNotices whether the target is told, or has to find out by itself
     */
    void cut(boolean targetNotices) {
        TargetEnd end = target;
        if (end != null && targetNotices && !cut) {
            world.after(world.chance().duration(shortestTrip, longestTrip), end::reset);
        }
        cut = true;
        initiator = null;
    }

    /**
     * The target's machine or process is gone.
     *
     * @param afterNanos when the initiator comes to know it
     */
    void targetGone(long afterNanos) {
        End end = initiator;
        if (end != null && !cut) {
            world.after(afterNanos, end::reset);
        }
        cut = true;
        target = null;
    }
}
