package dev.rbdgate.csi.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** SCSI disks as sysfs shows them, so that none of udev's links are needed. */
public final class BlockDevices {

    /** A designator of binary NAA form for the logical unit, 8 bytes long (SPC-5 7.7.6.1). */
    private static final String DESIGNATOR = "01030008";

    private static final String MULTIPATH = "mpath-";

    private final Path blocks;

    /**
     * @param sys where sysfs is mounted
     */
    public BlockDevices(Path sys) {
        blocks = sys.resolve("block");
    }

    /**
     * A disk.
     *
     * @param path of its device
     */
    public record Disk(String path, boolean isMultipath) {}

    /** The disk with this designator, and its multipath device if one holds it. */
    public Optional<Disk> find(String naa) {
        for (Path disk : list(blocks)) {
            if (has(disk, naa)) {
                return Optional.of(
                        list(disk.resolve("holders")).stream()
                                .filter(this::isMultipath)
                                .findFirst()
                                .map(it -> new Disk("/dev/" + it.getFileName(), true))
                                .orElse(new Disk("/dev/" + disk.getFileName(), false)));
            }
        }
        return Optional.empty();
    }

    private static boolean has(Path disk, String naa) {
        try {
            byte[] page = Files.readAllBytes(disk.resolve("device/vpd_pg83"));
            return HexFormat.of().formatHex(page).contains(DESIGNATOR + naa);
        } catch (IOException _) {
            // No SCSI disk, or one that goes away at this moment.
            return false;
        }
    }

    private boolean isMultipath(Path holder) {
        try {
            return Files.readString(
                            blocks.resolve(holder.getFileName()).resolve("dm/uuid"),
                            StandardCharsets.US_ASCII)
                    .startsWith(MULTIPATH);
        } catch (IOException _) {
            // Not of the device mapper.
            return false;
        }
    }

    private static List<Path> list(Path directory) {
        try (Stream<Path> paths = Files.list(directory)) {
            return paths.sorted().toList();
        } catch (NoSuchFileException _) {
            return List.of();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
