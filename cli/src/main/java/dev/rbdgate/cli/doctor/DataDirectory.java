package dev.rbdgate.cli.doctor;

import dev.rbdgate.cli.command.Surroundings;
import dev.rbdgate.cli.rest.GatewayFiles;
import dev.rbdgate.cli.terminal.Sizes;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** The gateway's data directory, if it is on this machine: who may read it, and how full it is. */
final class DataDirectory {

    private static final String CHECK = "data directory";
    private static final int HUNDRED = 100;

    /** Percent of the file system that ought to be free, and must be. */
    private static final int LITTLE_FREE = 10;

    private static final int TOO_LITTLE_FREE = 2;

    private static final Set<PosixFilePermission> OTHERS =
            EnumSet.of(
                    PosixFilePermission.GROUP_READ,
                    PosixFilePermission.GROUP_WRITE,
                    PosixFilePermission.OTHERS_READ,
                    PosixFilePermission.OTHERS_WRITE);

    /** What gives whoever reads it the gateway's power. */
    private static final List<String> SECRET_FILES = List.of("admin.token", "secret.key");

    private final Path path;

    DataDirectory(Surroundings surroundings) {
        path =
                GatewayFiles.dataDirectory(
                        surroundings.environment(), surroundings.workingDirectory());
    }

    List<Finding> look() {
        if (!Files.isDirectory(path)) {
            return List.of(
                    Finding.skipped(
                            CHECK,
                            path
                                    + " is not on this machine; set RBDGATE_DATA_DIR if the gateway"
                                    + " runs here"));
        }
        List<Finding> findings = new ArrayList<>();
        if (!Files.isReadable(path) || !Files.isExecutable(path)) {
            findings.add(
                    Finding.warning(
                            CHECK,
                            path + " belongs to somebody else",
                            "run doctor as the gateway's user or as root to have it looked at"));
            return findings;
        }
        findings.add(
                Files.isWritable(path)
                        ? Finding.ok(CHECK, path.toString())
                        : Finding.failed(
                                CHECK,
                                path + " cannot be written",
                                "mount it read-write, and give it to the gateway's user: chown -R"
                                        + " USER "
                                        + path));
        SECRET_FILES.forEach(it -> secrecy(path.resolve(it), findings));
        findings.add(space());
        return findings;
    }

    private static void secrecy(Path file, List<Finding> findings) {
        if (!Files.exists(file)) {
            return;
        }
        String check = String.valueOf(file.getFileName());
        try {
            Set<PosixFilePermission> rights = EnumSet.noneOf(PosixFilePermission.class);
            rights.addAll(Files.getPosixFilePermissions(file));
            String text = PosixFilePermissions.toString(rights);
            rights.retainAll(OTHERS);
            findings.add(
                    rights.isEmpty()
                            ? Finding.ok(check, text)
                            : Finding.failed(
                                    check, "others may read it: " + text, "chmod 600 " + file));
        } catch (IOException | UnsupportedOperationException e) {
            findings.add(Finding.skipped(check, "its rights are not to be had: " + e));
        }
    }

    private Finding space() {
        String check = "disk space";
        try {
            FileStore disk = Files.getFileStore(path);
            long total = Math.max(1, disk.getTotalSpace());
            long free = disk.getUsableSpace();
            long percent = free / Math.max(1, total / HUNDRED);
            String detail =
                    Sizes.readable(free)
                            + " of "
                            + Sizes.readable(total)
                            + " free, "
                            + percent
                            + " %";
            String advice =
                    "remove images and snapshots that nobody needs, run fstrim on the hosts, or"
                            + " enlarge the file system";
            if (percent < TOO_LITTLE_FREE) {
                return Finding.failed(check, detail, advice);
            }
            return percent < LITTLE_FREE
                    ? Finding.warning(check, detail, advice)
                    : Finding.ok(check, detail);
        } catch (IOException e) {
            return Finding.skipped(check, "not to be had: " + e);
        }
    }
}
