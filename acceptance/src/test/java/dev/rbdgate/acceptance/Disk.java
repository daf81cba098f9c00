package dev.rbdgate.acceptance;

import java.nio.file.Path;

/** A file system of its own for a gateway's data, which the test can break. Needs root. */
final class Disk implements AutoCloseable {

    /** How it is made, and how it breaks. */
    enum Kind {
        /** In memory; fills up. */
        SMALL,
        /** XFS: shut down at once, every call that reaches it fails with EIO. */
        FAILING,
        /** ext4: turns read-only at the first error, as most are mounted. */
        TURNING_READ_ONLY
    }

    private final Kind kind;
    private final Path mountPoint;
    private final Path image;

    /**
     * Makes and mounts it.
     *
     * @param size as truncate and mount take it
     */
    Disk(Kind kind, Path directory, String size) {
        this.kind = kind;
        mountPoint = directory.resolve("disk");
        image = directory.resolve("disk.img");
        String make =
                switch (kind) {
                    case SMALL -> "true";
                    case FAILING -> "mkfs.xfs -q %s".formatted(image);
                    case TURNING_READ_ONLY -> "mkfs.ext4 -q %s".formatted(image);
                };
        shell("mkdir %s && truncate -s %s %s && %s".formatted(mountPoint, size, image, make));
        shell(
                switch (kind) {
                    case SMALL -> "mount -t tmpfs -o size=%s tmpfs %s".formatted(size, mountPoint);
                    case FAILING -> "mount -o loop %s %s".formatted(image, mountPoint);
                    case TURNING_READ_ONLY ->
                            "mount -o loop,errors=remount-ro %s %s".formatted(image, mountPoint);
                });
    }

    private static void shell(String script) {
        Command.run("bash", "-c", "set -e\n" + script).ok();
    }

    Path path() {
        return mountPoint;
    }

    /** From now on it fails as its kind does. */
    void breakDown() {
        shell(
                switch (kind) {
                    case SMALL -> throw new IllegalStateException("it only fills up");
                    case FAILING -> "xfs_io -x -c 'shutdown' " + mountPoint;
                    case TURNING_READ_ONLY ->
                            """
                            name=$(basename "$(findmnt -n -o SOURCE %s)")
                            echo injected >/sys/fs/ext4/$name/trigger_fs_error
                            """
                                    .formatted(mountPoint);
                });
    }

    /**
     * Repairs and mounts it again; nobody may use it meanwhile. What comes back is a copy: mount
     * namespaces of other tests may keep the broken one alive.
     */
    void repair() {
        String copy = image + ".repaired";
        shell(
                """
                device=$(findmnt -n -o SOURCE %s)
                umount -l %s
                blockdev --flushbufs $device
                cp --sparse=always %s %s
                """
                        .formatted(mountPoint, mountPoint, image, copy));
        switch (kind) {
            case SMALL -> throw new IllegalStateException("it only fills up");
            case FAILING -> shell("mount -o loop,nouuid %s %s".formatted(copy, mountPoint));
            // 1: errors were corrected.
            case TURNING_READ_ONLY ->
                    shell(
                            "fsck.ext4 -fy %s || (($? == 1)); mount -o loop %s %s"
                                    .formatted(copy, copy, mountPoint));
        }
    }

    @Override
    public void close() {
        shell("umount -l " + mountPoint);
    }
}
