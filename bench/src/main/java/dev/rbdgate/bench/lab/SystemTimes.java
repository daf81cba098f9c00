package dev.rbdgate.bench.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * The processors' time since the start of the machine, in ticks, from the first line of /proc/stat.
 *
 * @param total in all states
 * @param steal taken by the hypervisor for others
 */
public record SystemTimes(long total, long steal) {

    private static final int STEAL = 7;

    /** Guest times are counted in user and nice already (proc_stat(5)). */
    private static final int COUNTED = 8;

    public static SystemTimes now() {
        try {
            return parse(Files.readString(Path.of("/proc/stat")));
        } catch (IOException e) {
            throw new LabException("cannot read /proc/stat", e);
        }
    }

    static SystemTimes parse(String stat) {
        String line = stat.lines().findFirst().orElseThrow();
        long[] ticks =
                Arrays.stream(line.trim().split(" +", -1))
                        .skip(1)
                        .limit(COUNTED)
                        .mapToLong(Long::parseLong)
                        .toArray();
        return new SystemTimes(Arrays.stream(ticks).sum(), ticks[STEAL]);
    }

    /** The part of the time since then, from 0 to 1, that was stolen. */
    public double stealSince(SystemTimes before) {
        long passed = total - before.total;
        return passed <= 0 ? 0 : (double) (steal - before.steal) / passed;
    }
}
