package dev.rbdgate.acceptance;

import dev.rbdgate.csi.node.BlockDevices;
import dev.rbdgate.csi.node.Host;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A Linux guest as the host of a CSI node service. */
final class GuestHost implements Host {

    /** Each look takes as long as the guest's shell does, tens of milliseconds. */
    private static final int LOOKS = 500;

    /**
     * What the driver reads of sysfs, a line each: device, what, value. A program's start costs the
     * guest much, so the shell does all but the one thing that it cannot.
     */
    private static final String SYSFS =
            """
            shopt -s nullglob
            for device in /sys/block/sd* /sys/block/dm-*; do
                name=${device##*/}
                [ ! -r $device/device/vpd_pg83 ] ||
                    echo $name page $(od -An -v -tx1 $device/device/vpd_pg83)
                [ ! -r $device/dm/uuid ] || echo $name uuid $(<$device/dm/uuid)
                for holder in $device/holders/*; do echo $name holder ${holder##*/}; done
            done
            """;

    private final LinuxHost guest;

    GuestHost(LinuxHost guest) {
        this.guest = guest;
    }

    @Override
    public Result run(List<String> command) {
        String line =
                command.stream()
                        .map(it -> "'" + it.replace("'", "'\\''") + "'")
                        .collect(Collectors.joining(" "));
        Command.Result result = guest.attempt(line);
        return new Result(result.status(), result.output());
    }

    @Override
    public String disk(String naa, boolean severalPaths) {
        for (int look = 0; look < LOOKS; look++) {
            Optional<BlockDevices.Disk> disk = look(naa);
            if (disk.isPresent() && (!severalPaths || disk.get().isMultipath())) {
                return disk.get().path();
            }
        }
        throw new AssertionError(
                "no disk naa.%s, or none over several paths: %s"
                        .formatted(naa, guest.attempt(SYSFS).output()));
    }

    /** Lets the driver's own code look at the guest's sysfs, as it is now. */
    private Optional<BlockDevices.Disk> look(String naa) {
        try {
            Path sys = Files.createTempDirectory("sys");
            for (String line : guest.attempt(SYSFS).output().lines().toList()) {
                String[] words = line.split(" ", 3);
                Path device = sys.resolve("block").resolve(words[0]);
                switch (words[1]) {
                    case "page" ->
                            Files.write(
                                    Files.createDirectories(device.resolve("device"))
                                            .resolve("vpd_pg83"),
                                    HexFormat.ofDelimiter(" ").parseHex(words[2].strip()));
                    case "uuid" ->
                            Files.writeString(
                                    Files.createDirectories(device.resolve("dm")).resolve("uuid"),
                                    words[2]);
                    case "holder" ->
                            Files.createDirectories(device.resolve("holders").resolve(words[2]));
                    default -> throw new AssertionError(line);
                }
            }
            Optional<BlockDevices.Disk> disk = new BlockDevices(sys).find(naa);
            Command.run("rm", "-r", sys.toString()).ok();
            return disk;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
