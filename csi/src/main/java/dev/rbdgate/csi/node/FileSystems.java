package dev.rbdgate.csi.node;

import dev.rbdgate.csi.call.Refusal;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;

/** Makes, mounts and grows file systems, by the host's tools. */
final class FileSystems {

    private static final String DEFAULT = "ext4";
    private static final String XFS = "xfs";

    /** blkid(8): nothing was found on the device. */
    private static final int NOTHING_FOUND = 2;

    /** findmnt(8): nothing is mounted there. */
    private static final int NOT_MOUNTED = 1;

    private final Host host;

    FileSystems(Host host) {
        this.host = host;
    }

    boolean isMounted(String path) {
        Host.Result found =
                host.run(
                        List.of(
                                "findmnt",
                                "--noheadings",
                                "--output",
                                "TARGET",
                                "--mountpoint",
                                path));
        if (found.status() > NOT_MOUNTED) {
            throw Refusal.of(Status.Code.INTERNAL, "findmnt: %s", found.output().strip());
        }
        return found.status() == 0;
    }

    /** What is mounted at a path: one of findmnt's columns. */
    String mounted(String path, String column) {
        return host.ok("findmnt", "--noheadings", "--output", column, "--mountpoint", path).strip();
    }

    /**
     * The device that is mounted at a path: a file system's, or the one whose file of {@code /dev}
     * is bound there, which findmnt(8) shows as {@code udev[/sda]}. The device mapper's go by their
     * kernel names.
     */
    String device(String path) {
        String source = mounted(path, "SOURCE");
        int mark = source.indexOf('[');
        String named = mark < 0 ? source : "/dev" + source.substring(mark + 1, source.length() - 1);
        return named.startsWith("/dev/mapper/")
                ? host.ok("readlink", "--canonicalize", named).strip()
                : named;
    }

    /** Whether a device's file is bound anywhere. */
    boolean isBound(String device) {
        String place = "[" + device.substring("/dev".length()) + "]";
        return host.ok("findmnt", "--noheadings", "--list", "--output", "SOURCE")
                .lines()
                .anyMatch(it -> it.strip().endsWith(place));
    }

    /** The file system on a device; empty if the device is blank. */
    private String on(String device) {
        Host.Result probe =
                host.run(
                        List.of(
                                "blkid",
                                "--probe",
                                "--output",
                                "value",
                                "--match-tag",
                                "TYPE",
                                device));
        if (probe.status() == NOTHING_FOUND) {
            return "";
        }
        if (probe.status() != 0) {
            throw Refusal.of(
                    Status.Code.INTERNAL, "blkid of %s: %s", device, probe.output().strip());
        }
        return probe.output().strip();
    }

    /** Mounts a device, with a new file system if it is blank, and lets the file system fill it. */
    void mount(String device, String wanted, List<String> flags, boolean readOnly, String path) {
        String type = wanted.isEmpty() ? DEFAULT : wanted;
        String present = on(device);
        if (!present.isEmpty() && !present.equals(type)) {
            throw Refusal.of(Status.Code.INTERNAL, "%s holds %s and not %s", device, present, type);
        }
        if (present.isEmpty()) {
            if (readOnly) {
                throw Refusal.of(
                        Status.Code.FAILED_PRECONDITION,
                        "the volume is blank and to be mounted read-only");
            }
            make(device, type);
        }
        List<String> options = new ArrayList<>(flags);
        if (type.equals(XFS)) {
            // A copy carries the identity of its original, which may be mounted here too.
            options.add("nouuid");
        }
        if (readOnly) {
            options.add("ro");
        }
        List<String> command = new ArrayList<>(List.of("mount", "-t", type));
        if (!options.isEmpty()) {
            command.addAll(List.of("-o", String.join(",", options)));
        }
        command.addAll(List.of(device, path));
        host.ok(command.toArray(String[]::new));
        if (!readOnly && !present.isEmpty()) {
            grow(device, type, path);
        }
    }

    private void make(String device, String type) {
        if (type.equals(XFS)) {
            host.ok("mkfs.xfs", "-q", device);
        } else {
            host.ok("mkfs.ext4", "-q", "-F", "-m", "0", device);
        }
    }

    /** Lets the file system at a path fill its device. */
    void grow(String device, String type, String path) {
        if (type.equals(XFS)) {
            host.ok("xfs_growfs", path);
        } else {
            host.ok("resize2fs", device);
        }
    }

    void bind(String source, String path, boolean readOnly) {
        host.ok("mount", "--bind", source, path);
        if (readOnly) {
            host.ok("mount", "-o", "remount,bind,ro", path);
        }
    }

    /** Unmounts what is mounted at a path, if anything. */
    void unmount(String path) {
        if (isMounted(path)) {
            host.ok("umount", path);
        }
    }
}
