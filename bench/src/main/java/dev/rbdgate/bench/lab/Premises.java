package dev.rbdgate.bench.lab;

import java.nio.file.Path;

/**
 * Everything of a run that must not outlive it: its programs, its directory on the disk and its
 * directory in memory. They go when this is closed, and when the JVM is asked to end.
 */
public final class Premises implements AutoCloseable {

    private static final Path MEMORY = Path.of("/dev/shm");

    private final Scratch disk;
    private final Scratch memory;
    private final Daemons daemons;

    private Premises(Scratch disk, Scratch memory, Daemons daemons) {
        this.disk = disk;
        this.memory = memory;
        this.daemons = daemons;
    }

    /**
     * @param parent an existing directory on the disk to be measured
     */
    public static Premises open(Path parent) {
        Scratch disk = new Scratch(parent);
        Premises premises =
                new Premises(disk, new Scratch(MEMORY), new Daemons(disk.directory("logs")));
        Runtime.getRuntime().addShutdownHook(new Thread(premises::close));
        return premises;
    }

    public Scratch disk() {
        return disk;
    }

    public Scratch memory() {
        return memory;
    }

    public Daemons daemons() {
        return daemons;
    }

    @Override
    public synchronized void close() {
        daemons.close();
        memory.close();
        disk.close();
    }
}
