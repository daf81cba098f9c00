package dev.rbdgate.simulation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * What a snapshot may hold: its image as it was at one moment, which lies between the times at
 * which it was asked for and answered. Each sector that is read narrows that moment down.
 */
final class SnapshotModel {

    private final String name;
    private final World world;

    /** The versions there were; empty once {@link #left} says it. */
    private final List<List<Version>> versions = new ArrayList<>();

    /** Contents that are possible, where that is known better than by versions. */
    private final List<Set<Long>> left = new ArrayList<>();

    private long earliest;
    private long latest;

    SnapshotModel(
            World world, String name, List<List<Version>> versions, long earliest, long latest) {
        this.world = world;
        this.name = name;
        this.earliest = earliest;
        this.latest = latest;
        for (List<Version> sector : versions) {
            this.versions.add(new ArrayList<>(sector));
            left.add(Set.of());
        }
    }

    String name() {
        return name;
    }

    long blocks() {
        return left.size();
    }

    void check(long lba, byte[] data) {
        for (int i = 0; i * Sectors.BYTES < data.length; i++) {
            long content = Sectors.contentOf(data, i * Sectors.BYTES, lba + i);
            observe((int) lba + i, content);
        }
    }

    private void observe(int lba, long content) {
        Set<Long> known = left.get(lba);
        if (!known.isEmpty()) {
            if (!known.contains(content)) {
                throw new Violation(
                        "%s sector %d reads as %s, possible were %s"
                                .formatted(
                                        name,
                                        lba,
                                        Sectors.text(content),
                                        known.stream().map(Sectors::text).toList()));
            }
            left.set(lba, Set.of(content));
            return;
        }
        List<Version> seen = new ArrayList<>();
        for (Version version : versions.get(lba)) {
            if (version.content == content && isPossible(lba, version)) {
                seen.add(version);
            }
        }
        if (seen.isEmpty()) {
            throw new Violation(
                    "%s of a moment from %.3f to %.3f ms: sector %d reads as %s, possible were %s"
                            .formatted(
                                    name,
                                    earliest / 1e6,
                                    latest / 1e6,
                                    lba,
                                    Sectors.text(content),
                                    versions.get(lba)));
        }
        if (seen.size() == 1) {
            narrow(lba, seen.getFirst());
        }
        left.set(lba, Set.of(content));
    }

    private boolean isPossible(int lba, Version version) {
        return version.started <= latest
                && versions.get(lba).stream()
                        .noneMatch(other -> version.isCoveredBy(other, earliest));
    }

    private void narrow(int lba, Version seen) {
        earliest = Math.max(earliest, seen.started);
        for (Version other : versions.get(lba)) {
            if (other.started > seen.closed) {
                latest = Math.min(latest, other.applied);
            }
        }
        if (earliest > latest) {
            throw new Violation(
                    "%s is of no one moment: sector %d as %s was not there before %.3f ms, others not after %.3f"
                            .formatted(
                                    name,
                                    lba,
                                    Sectors.text(seen.content),
                                    earliest / 1e6,
                                    latest / 1e6));
        }
    }

    /** Power was lost: what nobody had flushed may be missing here, too. */
    void powerLost(Predicate<Version> durable) {
        for (int lba = 0; lba < left.size(); lba++) {
            List<Version> sector = versions.get(lba);
            if (sector.isEmpty()) {
                continue;
            }
            Set<Long> possible = new TreeSet<>();
            for (Version one : sector) {
                boolean gone =
                        sector.stream()
                                .anyMatch(other ->
                                        durable.test(other) && one.isCoveredBy(other, earliest));
                if (one.started <= latest && !gone) {
                    possible.add(one.content);
                }
            }
            left.set(lba, possible);
            versions.set(lba, List.of());
        }
        world.trace(name + " may have lost what was not flushed");
    }

    /** The contents, when all of them have been read. */
    long[] contents() {
        return left.stream().mapToLong(each -> each.iterator().next()).toArray();
    }
}
