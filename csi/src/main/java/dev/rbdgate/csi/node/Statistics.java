package dev.rbdgate.csi.node;

import dev.rbdgate.csi.call.Refusal;
import dev.rbdgate.csi.v1.NodeGetVolumeStatsResponse;
import dev.rbdgate.csi.v1.VolumeUsage;
import io.grpc.Status;

/** How full a volume is. */
final class Statistics {

    /** File system of /dev, which a bound device's file is on. */
    static final String DEVICE_FILES = "devtmpfs";

    private final Host host;

    Statistics(Host host) {
        this.host = host;
    }

    /**
     * @param type of the file system at the path
     */
    NodeGetVolumeStatsResponse of(String path, String type) {
        NodeGetVolumeStatsResponse.Builder answer = NodeGetVolumeStatsResponse.newBuilder();
        if (type.equals(DEVICE_FILES)) {
            long bytes = Long.parseLong(host.ok("blockdev", "--getsize64", path).strip());
            return answer.addUsage(
                            VolumeUsage.newBuilder()
                                    .setUnit(VolumeUsage.Unit.BYTES)
                                    .setTotal(bytes))
                    .build();
        }
        return answer.addUsage(
                        usage(
                                VolumeUsage.Unit.BYTES,
                                "--block-size=1",
                                "--output=size,used,avail",
                                path))
                .addUsage(
                        usage(
                                VolumeUsage.Unit.INODES,
                                "--block-size=1",
                                "--output=itotal,iused,iavail",
                                path))
                .build();
    }

    private VolumeUsage usage(VolumeUsage.Unit unit, String blocks, String columns, String path) {
        String output = host.ok("df", blocks, columns, path);
        String last = output.lines().reduce("", (_, line) -> line);
        String[] numbers = last.strip().split(" +", -1);
        if (numbers.length != 3) {
            throw Refusal.of(Status.Code.INTERNAL, "df printed: %s", output);
        }
        return VolumeUsage.newBuilder()
                .setUnit(unit)
                .setTotal(Long.parseLong(numbers[0]))
                .setUsed(Long.parseLong(numbers[1]))
                .setAvailable(Long.parseLong(numbers[2]))
                .build();
    }
}
