package dev.rbdgate.simulation;

import dev.rbdgate.block.Outcome;
import dev.rbdgate.rbd.image.CloneSpec;
import dev.rbdgate.rbd.image.Image;
import dev.rbdgate.rbd.image.ImageName;
import dev.rbdgate.rbd.image.Images;
import dev.rbdgate.rbd.image.Snapshot;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What an administrator does to one image, and what must be true of it after a crash. */
final class ImageAdmin {

    private static final int CHUNK_BLOCKS = 128;
    private static final int MOST_SNAPSHOTS = 4;
    private static final int MOST_GROWTH = 512;
    private static final int LEAST_BLOCKS = 64;
    private static final int MOST_AT_ONCE = 6;

    private final World world;
    private final ImageName name;
    private final ImageModel image;
    private final List<SnapshotModel> snapshots = new ArrayList<>();

    /** Of the snapshots, those that have clones, once for each. */
    private final List<String> cloned = new ArrayList<>();

    /** What its parent is told when this clone does not need it any more; null: it is none. */
    private @Nullable Runnable flattened;

    private int lastSnapshot;
    private @Nullable String creating;
    private long creatingSince;
    private @Nullable SnapshotModel perhaps;
    private @Nullable SnapshotModel deleting;
    private long resizing = -1;
    private ImageModel.@Nullable Rollback rollback;
    private boolean powerLost;

    /** Who looks at what is done. */
    interface Watch {

        /** A change has been asked for, and will take a while. */
        void begun();

        /**
         * It goes on.
         *
         * @param share of it that is done, from 0 to 1
         */
        void goesOn(double share);

        /**
         * The image has another size.
         *
         * @param since when that was asked for
         */
        void resized(long since);
    }

    ImageAdmin(World world, ImageName name, ImageModel image) {
        this.world = world;
        this.name = name;
        this.image = image;
    }

    /** Capacity that is being changed to, or -1. */
    long resizing() {
        return resizing;
    }

    ImageName name() {
        return name;
    }

    ImageModel model() {
        return image;
    }

    /** Does something; by a thread of the gateway. */
    void act(Images images, Theme theme, Watch watch) {
        switch (theme) {
            case IMAGES -> {
                for (int left = world.chance().below(MOST_AT_ONCE); left >= 0; left--) {
                    change(images, watch);
                }
            }
            case CLONES -> {
                if (isClone()) {
                    flatten(images, watch);
                } else {
                    act(images, watch);
                }
            }
            case MIXED, SYNCS -> act(images, watch);
        }
    }

    private void change(Images images, Watch watch) {
        switch (snapshots.isEmpty() ? 0 : world.chance().below(12)) {
            case 0, 1, 2 -> createSnapshot(images, watch);
            case 3, 4, 5 -> deleteSnapshot(images, watch);
            case 6, 7, 8 -> rollBack(images, watch);
            default -> {
                resize(images, -(int) world.chance().between(0, image.blocks()), watch);
                resize(images, 1 + world.chance().below(MOST_GROWTH), watch);
            }
        }
    }

    private void act(Images images, Watch watch) {
        switch (world.chance().below(14)) {
            case 0, 1, 2, 3 -> createSnapshot(images, watch);
            case 4, 5 -> deleteSnapshot(images, watch);
            case 6, 7 -> checkSnapshot(images);
            case 8, 9 -> rollBack(images, watch);
            case 10 -> flatten(images, watch);
            case 11 -> resize(images, -world.chance().below(MOST_GROWTH), watch);
            default -> resize(images, 1 + world.chance().below(MOST_GROWTH), watch);
        }
    }

    private void createSnapshot(Images images, Watch watch) {
        if (snapshots.size() >= MOST_SNAPSHOTS) {
            return;
        }
        String snapshot = "s" + ++lastSnapshot;
        world.trace("snapshot %s@%s is asked for".formatted(name, snapshot));
        creating = snapshot;
        creatingSince = world.now();
        watch.begun();
        images.snapshots().create(name, snapshot).join();
        creating = null;
        snapshots.add(image.snapshot(name + "@" + snapshot, creatingSince));
        world.trace("snapshot %s@%s is there".formatted(name, snapshot));
    }

    private static String own(SnapshotModel snapshot) {
        return snapshot.name().substring(snapshot.name().indexOf('@') + 1);
    }

    private @Nullable SnapshotModel some() {
        return snapshots.isEmpty() ? null : world.chance().pick(snapshots);
    }

    private void deleteSnapshot(Images images, Watch watch) {
        SnapshotModel chosen = some();
        if (chosen == null || cloned.contains(own(chosen))) {
            return;
        }
        world.trace(chosen.name() + " is deleted");
        deleting = chosen;
        watch.begun();
        images.snapshots().delete(name, own(chosen), watch::goesOn).join();
        snapshots.remove(chosen);
        deleting = null;
        world.trace(chosen.name() + " is gone");
    }

    private void checkSnapshot(Images images) {
        SnapshotModel chosen = some();
        if (chosen != null) {
            check(images, chosen);
        }
    }

    /** Reads all snapshots. */
    void checkAll(Images images) {
        snapshots.forEach(snapshot -> check(images, snapshot));
    }

    private void check(Images images, SnapshotModel snapshot) {
        world.trace(snapshot.name() + " is read");
        Image device = images.openSnapshot(name, own(snapshot)).join();
        if (device.sizeBytes() != snapshot.blocks() * Sectors.BYTES) {
            throw new Violation(
                    "%s has %d bytes instead of %d blocks"
                            .formatted(snapshot.name(), device.sizeBytes(), snapshot.blocks()));
        }
        for (long lba = 0; lba < snapshot.blocks(); lba += CHUNK_BLOCKS) {
            int blocks = (int) Math.min(CHUNK_BLOCKS, snapshot.blocks() - lba);
            snapshot.check(lba, read(device, lba, blocks));
        }
        device.close().join();
    }

    private long[] contents(Image device) {
        long[] contents = new long[(int) (device.sizeBytes() / Sectors.BYTES)];
        for (int from = 0; from < contents.length; from += CHUNK_BLOCKS) {
            int blocks = Math.min(CHUNK_BLOCKS, contents.length - from);
            byte[] data = read(device, from, blocks);
            for (int i = 0; i < blocks; i++) {
                contents[from + i] = Sectors.contentOf(data, i * Sectors.BYTES, from + i);
            }
        }
        return contents;
    }

    /** The image after a rollback that was cut short: it has happened, or not, as a whole. */
    private void checkAll(Image device) {
        for (long lba = 0; lba < image.blocks(); lba += CHUNK_BLOCKS) {
            int blocks = (int) Math.min(CHUNK_BLOCKS, image.blocks() - lba);
            image.check("the administrator", lba, read(device, lba, blocks), world.now());
        }
    }

    private byte[] read(Image device, long lba, int blocks) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(blocks * Sectors.BYTES);
        CompletableFuture<Outcome> ended = new CompletableFuture<>();
        device.read(lba * Sectors.BYTES, List.of(buffer), ended::complete);
        Outcome outcome = ended.join();
        if (!outcome.equals(Outcome.DONE)) {
            throw new Violation("%s: reading block %d: %s".formatted(name, lba, outcome));
        }
        byte[] data = new byte[buffer.capacity()];
        buffer.get(0, data);
        return data;
    }

    private void resize(Images images, int change, Watch watch) {
        long since = world.now();
        long blocks = Math.max(LEAST_BLOCKS, image.blocks() + change) & ~7;
        if (blocks == image.blocks()) {
            return;
        }
        world.trace("%s is to have %d blocks".formatted(name, blocks));
        resizing = blocks;
        watch.begun();
        images.resize(name, blocks * Sectors.BYTES, true).join();
        image.resize(blocks);
        resizing = -1;
        world.trace("%s has %d blocks".formatted(name, blocks));
        watch.resized(since);
    }

    /** Makes the image what it was at a snapshot, while initiators use it. */
    private void rollBack(Images images, Watch watch) {
        SnapshotModel chosen = some();
        if (chosen == null) {
            return;
        }
        check(images, chosen);
        long since = world.now();
        boolean otherSize = chosen.blocks() != image.blocks();
        world.trace("%s is to be rolled back".formatted(chosen.name()));
        ImageModel.Rollback begun = image.beginRollback(chosen.contents());
        rollback = begun;
        resizing = chosen.blocks();
        watch.begun();
        images.snapshots().rollback(name, own(chosen), watch::goesOn).join();
        begun.done();
        rollback = null;
        resizing = -1;
        world.trace("%s is rolled back".formatted(chosen.name()));
        if (otherSize) {
            watch.resized(since);
        }
    }

    /** Makes a clone independent of its parent. */
    private void flatten(Images images, Watch watch) {
        if (flattened != null && images.info(name).join().parent().isPresent()) {
            world.trace(name + " is to be flattened");
            watch.begun();
            images.clones().flatten(name, watch::goesOn).join();
            flattened.run();
            flattened = null;
            world.trace(name + " is flattened");
        }
    }

    /** A new clone, and what its administrator tells when it does not need its parent any more. */
    record Clone(ImageModel model, Runnable flattened) {}

    void isClone(Runnable whenFlattened) {
        flattened = whenFlattened;
    }

    /** Whether the image may still need its parent. */
    boolean isClone() {
        return flattened != null;
    }

    /** A clone of some snapshot, if need be of a new one, with what it holds. */
    Clone cloneTo(Images images, ImageName child, Watch watch) {
        if (snapshots.isEmpty()) {
            createSnapshot(images, watch);
        }
        SnapshotModel parent = world.chance().pick(snapshots);
        String snapshot = own(parent);
        cloned.add(snapshot);
        check(images, parent);
        world.trace("%s is cloned to %s".formatted(parent.name(), child));
        images.clones().create(CloneSpec.of(name, snapshot, child)).join();
        return new Clone(
                new ImageModel(world, child.toString(), parent.contents()),
                () -> cloned.remove(snapshot));
    }

    /** The gateway's process is gone. */
    void killed() {
        if (creating != null) {
            perhaps = image.snapshot(name + "@" + creating, creatingSince);
            creating = null;
        }
        if (rollback != null) {
            rollback.cutShort();
        }
        powerLost = false;
    }

    /** Power was lost; before the image's model is told. */
    void powerLost() {
        powerLost = true;
        snapshots.forEach(snapshot -> snapshot.powerLost(image::isDurable));
        if (perhaps != null) {
            perhaps.powerLost(image::isDurable);
        }
    }

    /** What was under way has happened, or not; the rest is as it was. */
    void reconcile(Images images, Image device) {
        long blocks = device.sizeBytes() / Sectors.BYTES;
        ImageModel.Rollback begun = rollback;
        rollback = null;
        if (begun != null && begun.isOf(contents(device), powerLost)) {
            world.trace(name + " was rolled back");
        } else if (begun == null && blocks == resizing) {
            image.resize(resizing);
        } else if (blocks != image.blocks()) {
            throw new Violation(
                    "%s has %d blocks instead of %d".formatted(name, blocks, image.blocks()));
        }
        if (begun != null) {
            checkAll(device);
        }
        resizing = -1;
        Set<String> there =
                images.snapshots().list(name).join().stream()
                        .map(Snapshot::name)
                        .collect(Collectors.toSet());
        SnapshotModel unsure = perhaps;
        perhaps = null;
        if (unsure != null && there.remove(own(unsure))) {
            snapshots.add(unsure);
            there.add(own(unsure));
        }
        if (deleting != null && !there.contains(own(deleting))) {
            snapshots.remove(deleting);
        }
        deleting = null;
        Set<String> expected = snapshots.stream().map(ImageAdmin::own).collect(Collectors.toSet());
        if (!there.equals(expected)) {
            throw new Violation(
                    "%s has snapshots %s instead of %s".formatted(name, there, expected));
        }
    }
}
