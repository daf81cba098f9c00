package dev.rbdgate.bench.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the kernel counts for one process, all of its threads together (proc(5)). */
public final class ProcessUsage {

    /** Ticks per second of the times in /proc: USER_HZ, which Linux fixes to 100. */
    private static final double TICKS_PER_SECOND = 100;

    /** Positions behind the command's name, which may hold blanks: the state is 0. */
    private static final int UTIME = 11;

    private static final int CSTIME = 14;
    private static final int KIB = 1024;

    private final Path directory;

    public ProcessUsage(long pid) {
        directory = Path.of("/proc", String.valueOf(pid));
    }

    /** Processor time in seconds, user and system, its own and that of children that have ended. */
    public double processorSeconds() {
        return parseProcessorSeconds(read("stat"));
    }

    /** Resident memory now, in bytes. */
    public long residentBytes() {
        return parseBytes(read("status"), "VmRSS");
    }

    /** The most resident memory since the start or the last {@link #resetPeak}, in bytes. */
    public long peakResidentBytes() {
        return parseBytes(read("status"), "VmHWM");
    }

    /** Lets the peak begin again from what is resident now. */
    public void resetPeak() {
        try {
            Files.writeString(directory.resolve("clear_refs"), "5");
        } catch (IOException e) {
            throw new LabException("cannot reset the peak of " + directory, e);
        }
    }

    private String read(String file) {
        try {
            return Files.readString(directory.resolve(file));
        } catch (IOException e) {
            throw new LabException("the process is gone: " + directory, e);
        }
    }

    static double parseProcessorSeconds(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).trim().split(" ", -1);
        long ticks = 0;
        for (int field = UTIME; field <= CSTIME; field++) {
            ticks += Long.parseLong(fields[field]);
        }
        return ticks / TICKS_PER_SECOND;
    }

    static long parseBytes(String status, String key) {
        return status.lines()
                        .filter(line -> line.startsWith(key + ":"))
                        .map(line -> line.substring(key.length() + 1).replace("kB", "").trim())
                        .mapToLong(Long::parseLong)
                        .findFirst()
                        .orElseThrow(() -> new LabException("no " + key + " in /proc/PID/status"))
                * KIB;
    }
}
