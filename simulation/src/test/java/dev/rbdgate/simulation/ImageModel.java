package dev.rbdgate.simulation;

import java.util.ArrayList;
import java.util.List;

/**
 * What an image may hold. Each sector is a list of versions, of which those may be read that no
 * later write, complete before the read began, has covered.
 */
final class ImageModel {

    private final String name;
    private final World world;
    private List<List<Version>> sectors = new ArrayList<>();

    /** What had been applied then survives power loss. */
    private long flushedTo = -1;

    ImageModel(World world, String name, long blocks) {
        this.world = world;
        this.name = name;
        resize(blocks);
    }

    String name() {
        return name;
    }

    long blocks() {
        return sectors.size();
    }

    /** Grows with zeros, or shrinks. */
    void resize(long blocks) {
        while (sectors.size() > blocks) {
            sectors.removeLast();
        }
        while (sectors.size() < blocks) {
            sectors.add(known(Sectors.ZERO, world.now()));
        }
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
        private boolean open = true;

        private Change(long lba, int blocks, long content, long now) {
            this.lba = lba;
            for (int i = 0; i < blocks; i++) {
                Version version = new Version(content, now, false);
                versions.add(version);
                sectors.get((int) lba + i).add(version);
            }
        }

        /** It was answered GOOD. */
        void done(boolean durable) {
            open = false;
            for (Version version : versions) {
                version.applied = Math.min(version.applied, world.now());
                version.closed = world.now();
                version.durable |= durable;
            }
        }

        /** It was refused, and has changed nothing. */
        void refused(String what) {
            open = false;
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
            if (open) {
                open = false;
                versions.forEach(version -> version.closed = Math.min(version.closed, world.now()));
            }
        }
    }

    Change begin(long lba, int blocks, long content) {
        return new Change(lba, blocks, content, world.now());
    }

    private static boolean isPossible(List<Version> versions, Version one, long from, long to) {
        if (one.started > to) {
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
        for (int i = 0; i * Sectors.BYTES < data.length; i++) {
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
        List<Version> versions = sectors.get((int) lba);
        return versions.stream()
                .filter(version -> isPossible(versions, version, from, world.now()))
                .allMatch(version -> version.content == content);
    }

    /** Whether this sector can have had that content since {@code from}. */
    boolean isMaybe(long lba, long content, long from) {
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

    private boolean isDurable(Version version) {
        return version.durable || version.applied <= flushedTo;
    }

    /** The process was killed: what it had not done it will not do. */
    void killed() {
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
