package dev.rbdgate.rbd.image;

import static dev.rbdgate.rbd.store.StoreCalls.join;
import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.block.AllocationExtent;
import dev.rbdgate.rbd.store.ObjectStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Images, their snapshots and clones, beside byte arrays that are told the same. */
final class CloneModel {

    private static final int MAX_IMAGES = 6;
    private static final int MAX_SNAPSHOTS = 4;

    private static final class Node {
        final ImageName name;
        final Map<String, byte[]> snapshots = new LinkedHashMap<>();
        ImageModel model;

        Node(ImageName name, ImageModel model) {
            this.name = name;
            this.model = model;
        }

        byte[] bytesAt(String snapshot) {
            return Objects.requireNonNull(snapshots.get(snapshot));
        }
    }

    private final ObjectStore store;
    private final Images images;
    private final Random random;
    private final List<Node> nodes = new ArrayList<>();
    private final List<String> log = new ArrayList<>();
    private int names;

    CloneModel(ObjectStore store, Images images, Random random, ImageSpec root) {
        this.store = store;
        this.images = images;
        this.random = random;
        join(images.create(root));
        add(root.name());
    }

    private Node add(ImageName name) {
        Image image = join(images.open(name));
        Node node = new Node(name, new ImageModel(images, image, name, random));
        nodes.add(node);
        return node;
    }

    private <T> T any(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    void step() {
        Node node = any(nodes);
        int choice = random.nextInt(20);
        log.add(node.name.name() + ":" + choice);
        switch (choice) {
            case 0, 1, 2 -> takeSnapshot(node);
            case 3 -> deleteSnapshot(node);
            case 4 -> rollBack(node);
            case 5, 6 -> cloneOf(node);
            case 7 -> flatten(node);
            case 8 -> {
                node.model.resize();
            }
            case 9 -> delete(node);
            case 10 -> reopen(node);
            case 11 -> allocation(node.model.image(), node.model.bytes());
            case 12 -> checkSnapshot(node);
            default -> node.model.concurrently();
        }
    }

    private void takeSnapshot(Node node) {
        if (node.snapshots.size() < MAX_SNAPSHOTS) {
            String name = "s" + names++;
            join(images.snapshots().create(node.name, name));
            node.snapshots.put(name, node.model.bytes());
        }
    }

    private @Nullable String anySnapshot(Node node) {
        return node.snapshots.isEmpty() ? null : any(List.copyOf(node.snapshots.keySet()));
    }

    private void deleteSnapshot(Node node) {
        String snapshot = anySnapshot(node);
        if (snapshot != null && deleted(node, snapshot)) {
            node.snapshots.remove(snapshot);
        }
    }

    /** Where clones need their snapshot protected, one that has some cannot be deleted. */
    private boolean deleted(Node node, String snapshot) {
        try {
            join(images.snapshots().setProtected(node.name, snapshot, false));
        } catch (ImageException cloned) {
            assertThat(cloned.reason()).isEqualTo(ImageException.Reason.IN_USE);
            assertThat(join(store.cloneV2Allowed())).isFalse();
            assertThat(join(images.clones().children(node.name, Optional.of(snapshot))))
                    .isNotEmpty();
            return false;
        }
        join(images.snapshots().delete(node.name, snapshot, _ -> {}));
        return true;
    }

    private void rollBack(Node node) {
        String snapshot = anySnapshot(node);
        if (snapshot != null) {
            join(images.snapshots().rollback(node.name, snapshot, _ -> {}));
            node.model.become(node.bytesAt(snapshot));
        }
    }

    private void cloneOf(Node parent) {
        String snapshot = anySnapshot(parent);
        if (snapshot == null || nodes.size() == MAX_IMAGES) {
            return;
        }
        ImageName name = new ImageName(parent.name.pool(), "", "clone" + names++);
        CloneSpec same = CloneSpec.of(parent.name, snapshot, name);
        boolean deepFlatten = random.nextBoolean();
        CloneSpec other =
                new CloneSpec(
                        parent.name,
                        snapshot,
                        name,
                        OptionalLong.of(8192),
                        OptionalLong.of(2048),
                        OptionalLong.of(3),
                        Optional.of(deepFlatten ? Feature.DEFAULTS : Set.of(Feature.LAYERING)));
        if (!join(store.cloneV2Allowed())) {
            join(images.snapshots().setProtected(parent.name, snapshot, true));
        }
        join(images.clones().create(random.nextBoolean() ? same : other));
        Node clone = add(name);
        clone.model.become(parent.bytesAt(snapshot));
    }

    private void flatten(Node node) {
        if (join(images.info(node.name)).parent().map(ParentRef::overlapBytes).orElse(0L) > 0) {
            join(images.clones().flatten(node.name, _ -> {}));
        }
    }

    private void delete(Node node) {
        if (nodes.size() > 1 && node.snapshots.isEmpty()) {
            join(node.model.image().close());
            try {
                join(images.delete(node.name, _ -> {}));
                nodes.remove(node);
            } catch (ImageException used) {
                assertThat(used.reason()).isEqualTo(ImageException.Reason.IN_USE);
                assertThat(join(images.clones().children(node.name, Optional.empty())))
                        .isNotEmpty();
                reopened(node);
            }
        }
    }

    private void reopen(Node node) {
        join(node.model.image().close());
        ObjectMapTruth.check(store, node.name);
        reopened(node);
    }

    private void reopened(Node node) {
        byte[] bytes = node.model.bytes();
        Image image = join(images.open(node.name));
        node.model = new ImageModel(images, image, node.name, random);
        node.model.become(bytes);
    }

    private void checkSnapshot(Node node) {
        String snapshot = anySnapshot(node);
        if (snapshot != null) {
            byte[] expected = node.bytesAt(snapshot);
            Image image = join(images.openSnapshot(node.name, snapshot));
            check(node.name + "@" + snapshot, image, expected);
            allocation(image, expected);
            join(image.close());
        }
    }

    private void check(String what, Image image, byte[] expected) {
        assertThat(image.sizeBytes()).as(what).isEqualTo(expected.length);
        assertThat(Arrays.mismatch(new Device(image).read(0, expected.length), expected))
                .as("first difference of %s after %s", what, log)
                .isEqualTo(-1);
    }

    /** What is called deallocated reads as zero. */
    private static void allocation(Image image, byte[] expected) {
        long at = 0;
        while (at < expected.length) {
            for (AllocationExtent extent : join(image.allocationStatus(at, expected.length - at))) {
                assertThat(extent.byteOffset()).isEqualTo(at);
                at += extent.byteCount();
                if (!extent.allocated()) {
                    for (long i = extent.byteOffset(); i < at; i++) {
                        assertThat(expected[(int) i]).as("byte %d", i).isZero();
                    }
                }
            }
        }
    }

    /** Everything, heads and snapshots, open and closed. */
    void checkAll() {
        for (Node node : nodes) {
            check(node.name.toString(), node.model.image(), node.model.bytes());
            node.snapshots.forEach((snapshot, expected) -> {
                Image image = join(images.openSnapshot(node.name, snapshot));
                check(node.name + "@" + snapshot, image, expected);
                join(image.close());
            });
            assertThat(join(images.snapshots().list(node.name)).stream().map(Snapshot::name))
                    .containsExactlyElementsOf(node.snapshots.keySet());
        }
        List.copyOf(nodes).forEach(this::reopen);
    }

    /** Removes all, leaves first; nothing stays behind. */
    void deleteAll() {
        for (Node node : List.copyOf(nodes)) {
            join(node.model.image().close());
        }
        List<Node> left = new ArrayList<>(nodes);
        while (!left.isEmpty()) {
            int before = left.size();
            left.removeIf(this::deleted);
            assertThat(left).as("images that cannot be deleted").hasSizeLessThan(before);
        }
        nodes.clear();
    }

    private boolean deleted(Node node) {
        node.snapshots.keySet().removeIf(snapshot -> deleted(node, snapshot));
        try {
            join(images.delete(node.name, _ -> {}));
            return true;
        } catch (ImageException used) {
            assertThat(used.reason()).isEqualTo(ImageException.Reason.IN_USE);
            return false;
        }
    }
}
