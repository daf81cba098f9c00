package dev.rbdgate.simulation;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What an image may hold. Each sector is a list of versions, of which those may be read that no
 * later write, complete before the read began, has covered.
 */
final class ImageModel {

    private final String name;
    private final World world;
    private List<List<Version>> sectors = new ArrayList<>();

    /** Changes that may still happen. */
    private final List<Change> open = new ArrayList<>();

    /** The sizes there have been, oldest first. */
    private final List<Size> sizes = new ArrayList<>();

    private record Size(long since, long blocks) {}

    /** What had been applied then survives power loss. */
    private long flushedTo = -1;

    ImageModel(World world, String name, long blocks) {
        this.world = world;
        this.name = name;
        resize(blocks);
    }

    /** An image that holds this, as a clone does at first. */
    ImageModel(World world, String name, long[] contents) {
        this.world = world;
        this.name = name;
        resize(contents.length, contents);
    }

    String name() {
        return name;
    }

    long blocks() {
        return sectors.size();
    }

    /** Grows with zeros, or shrinks. */
    void resize(long blocks) {
        resize(blocks, new long[0]);
    }

    /** Grows with these contents, and zeros beyond them, or shrinks. */
    private void resize(long blocks, long[] contents) {
        sizes.add(new Size(world.now(), blocks));
        while (sectors.size() > blocks) {
            sectors.removeLast();
        }
        while (sectors.size() < blocks) {
            int lba = sectors.size();
            sectors.add(known(lba < contents.length ? contents[lba] : Sectors.ZERO, world.now()));
            open.forEach(change -> change.reach(lba));
        }
    }

    /** The smallest size there has been since then. */
    private long smallestSince(long from) {
        long smallest = Long.MAX_VALUE;
        for (int i = sizes.size() - 1; i >= 0; i--) {
            smallest = Math.min(smallest, sizes.get(i).blocks);
            if (sizes.get(i).since < from) {
                break;
            }
        }
        return smallest;
    }

    /** Whether it had another size at some time since then. */
    boolean wasResizedSince(long from) {
        return sizes.getLast().since >= from;
    }

    /** Whether it has had this size at some time since then. */
    boolean hadSize(long blocks, long from) {
        for (int i = sizes.size() - 1; i >= 0; i--) {
            if (sizes.get(i).blocks == blocks) {
                return true;
            }
            if (sizes.get(i).since < from) {
                return false;
            }
        }
        return false;
    }

    private static List<Version> known(long content, long since) {
        Version version = new Version(content, since, false);
        version.applied = since;
        version.closed = since;
        version.durable = true;
        List<Version> versions = new ArrayList<>(2);
        versions.add(version);
        return versions;
    }

    /** A change that was sent. */
    final class Change {
        private final long lba;
        private final List<Version> versions = new ArrayList<>();

        /**
         * @param contents one for each sector from {@code lba} on
         */
        private Change(long lba, long[] contents) {
            this.lba = lba;
            for (int i = 0; i < contents.length; i++) {
                Version version = new Version(contents[i], world.now(), false);
                versions.add(version);
                sectors.get((int) lba + i).add(version);
            }
            open.add(this);
        }

        /** A sector comes to be there, which it may still write to. */
        private void reach(int sector) {
            if (sector >= lba && sector < lba + versions.size()) {
                sectors.get(sector).add(versions.get((int) (sector - lba)));
            }
        }

        /** As if it had never been begun. Returns whether it has been seen to have happened. */
        private boolean withdraw() {
            open.remove(this);
            boolean seen = false;
            for (int i = 0; i < versions.size(); i++) {
                Version version = versions.get(i);
                seen |= version.applied != Version.NEVER;
                if (lba + i < sectors.size()) {
                    sectors.get((int) lba + i).remove(version);
                }
            }
            return seen;
        }

        /** It was answered GOOD. */
        void done(boolean durable) {
            open.remove(this);
            for (Version version : versions) {
                version.applied = Math.min(version.applied, world.now());
                version.closed = world.now();
                version.durable |= durable;
            }
        }

        /** It was refused, and has changed nothing. */
        void refused(String what) {
            open.remove(this);
            for (int i = 0; i < versions.size(); i++) {
                Version version = versions.get(i);
                if (version.applied != Version.NEVER) {
                    throw new Violation(
                            "%s: %s was refused, but sector %d had been read as it makes it"
                                    .formatted(name, what, lba + i));
                }
                if (lba + i < sectors.size()) {
                    sectors.get((int) lba + i).remove(version);
                }
            }
        }

        /** It may have happened, in part, up to now, and will not happen any more. */
        void over() {
            if (open.remove(this)) {
                versions.forEach(version -> version.closed = Math.min(version.closed, world.now()));
            }
        }
    }

    Change begin(long lba, int blocks, long content) {
        long[] contents = new long[blocks];
        Arrays.fill(contents, content);
        return new Change(lba, contents);
    }

    /** Begins to write each sector with a content of its own. */
    Change begin(long lba, long[] contents) {
        return new Change(lba, contents);
    }

    /** A rollback: all of the image becomes this, at one moment after it was asked for. */
    final class Rollback {
        private final long[] contents;
        private final long asked = world.now();
        private final Change change;
        private boolean seen;

        private Rollback(long[] contents) {
            this.contents = contents;
            int both = Math.min(contents.length, sectors.size());
            change = new Change(0, Arrays.copyOf(contents, both));
        }

        /** It was answered. */
        void done() {
            change.done(true);
            if (contents.length != sectors.size()) {
                resize(contents.length, contents);
            }
        }

        /** The gateway is gone: the image is not rolled back, until {@link #isOf} says it is. */
        void cutShort() {
            seen = change.withdraw();
        }

        /**
         * Whether an image that holds this was rolled back: then that is what it holds from now on.
         *
         * @param powerLost whether all that is there has survived a power loss
         */
        boolean isOf(long[] held, boolean powerLost) {
            boolean before = held.length == sectors.size() && !seen;
            boolean after = held.length == contents.length;
            for (int i = 0; i < held.length; i++) {
                before = before && isMaybe(i, held[i], world.now());
                after = after && (held[i] == contents[i] || mayBeWrittenSince(i, held[i]));
            }
            if (before || !after) {
                return false;
            }
            sectors.clear();
            resize(held.length, held);
            for (int i = 0; i < held.length; i++) {
                sectors.get(i).getFirst().durable = powerLost || held[i] == contents[i];
            }
            return true;
        }

        private boolean mayBeWrittenSince(int lba, long content) {
            return lba < sectors.size()
                    && sectors.get(lba).stream()
                            .anyMatch(version ->
                                    version.content == content && version.closed >= asked);
        }
    }

    Rollback beginRollback(long[] contents) {
        return new Rollback(contents);
    }

    private static boolean isPossible(List<Version> versions, Version one, long from, long to) {
        if (one.started > to || one.passed < from) {
            return false;
        }
        for (Version other : versions) {
            if (one.isCoveredBy(other, from)) {
                return false;
            }
        }
        return true;
    }

    /** Checks what was read by a command that was sent at {@code from}. */
    void check(String reader, long lba, byte[] data, long from) {
        // What was cut off meanwhile, and perhaps came to be there again, tells nothing.
        long known = smallestSince(from);
        for (int i = 0; i * Sectors.BYTES < data.length && lba + i < known; i++) {
            long content = Sectors.contentOf(data, i * Sectors.BYTES, lba + i);
            observe(reader, lba + i, content, from);
        }
    }

    private void observe(String reader, long lba, long content, long from) {
        List<Version> versions = sectors.get((int) lba);
        long now = world.now();
        Version seen = null;
        int matches = 0;
        for (Version version : versions) {
            if (version.content == content && isPossible(versions, version, from, now)) {
                seen = version;
                matches++;
            }
        }
        if (seen == null) {
            throw new Violation(
                    "%s: %s read sector %d as %s, sent at %.3f ms; possible were %s"
                            .formatted(
                                    name,
                                    reader,
                                    lba,
                                    Sectors.text(content),
                                    from / 1e6,
                                    versions));
        }
        if (matches == 1) {
            seen.applied = Math.min(seen.applied, now);
            Version only = seen;
            for (Version other : versions) {
                if (other != only && other.closed < from) {
                    // It had happened, or would never, before this reader looked.
                    other.passed = Math.min(other.passed, now);
                }
            }
            if (seen.left) {
                versions.removeIf(version -> version.left && version != only);
            }
            tidy(versions);
        }
    }

    /** Drops what neither a read nor a power loss can bring back. */
    private void tidy(List<Version> versions) {
        if (versions.size() > 8) {
            List<Version> all = List.copyOf(versions);
            versions.removeIf(one ->
                    all.stream()
                            .anyMatch(other ->
                                    isDurable(other)
                                            && one.isCoveredBy(
                                                    other, world.now() - Time.SECOND * 100)));
        }
    }

    /** Whether this sector has surely had that content since {@code from}. */
    boolean isSurely(long lba, long content, long from) {
        if (lba >= smallestSince(from)) {
            return false;
        }
        List<Version> versions = sectors.get((int) lba);
        return versions.stream()
                .filter(version -> isPossible(versions, version, from, world.now()))
                .allMatch(version -> version.content == content);
    }

    /** Whether this sector can have had that content since {@code from}. */
    boolean isMaybe(long lba, long content, long from) {
        if (lba >= smallestSince(from)) {
            return true;
        }
        List<Version> versions = sectors.get((int) lba);
        return versions.stream()
                .anyMatch(version ->
                        version.content == content
                                && isPossible(versions, version, from, world.now()));
    }

    /** Some content that the sector can have now. */
    long anyContent(long lba) {
        List<Version> versions = sectors.get((int) lba);
        return world.chance()
                .pick(
                        versions.stream()
                                .filter(version ->
                                        isPossible(versions, version, world.now(), world.now()))
                                .toList())
                .content;
    }

    /** A flush that was sent at {@code from} was answered GOOD. */
    void flushed(long from) {
        flushedTo = Math.max(flushedTo, from);
    }

    /** A snapshot that was asked for at {@code since}, and is there now or not yet. */
    SnapshotModel snapshot(String snapshot, long since) {
        return new SnapshotModel(world, snapshot, sectors, since, world.now());
    }

    boolean isDurable(Version version) {
        return version.durable || version.applied <= flushedTo;
    }

    /** The process was killed: what it had not done it will not do. */
    void killed() {
        open.clear();
        long now = world.now();
        sectors.forEach(versions ->
                versions.forEach(version -> version.closed = Math.min(version.closed, now)));
    }

    /** Power was lost: of what was not made durable any part may be left. */
    void powerLost() {
        killed();
        long now = world.now();
        List<List<Version>> after = new ArrayList<>(sectors.size());
        for (List<Version> versions : sectors) {
            List<Version> left = new ArrayList<>();
            for (Version one : versions) {
                boolean gone =
                        versions.stream()
                                .anyMatch(other -> isDurable(other) && one.isCoveredBy(other, now));
                if (!gone && left.stream().noneMatch(version -> version.content == one.content)) {
                    Version survivor = new Version(one.content, -1, true);
                    survivor.closed = now;
                    left.add(survivor);
                }
            }
            if (left.size() == 1) {
                left.getFirst().applied = now;
            }
            left.forEach(version -> version.durable = true);
            after.add(left);
        }
        sectors = after;
        flushedTo = -1;
    }
}
