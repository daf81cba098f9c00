package dev.rbdgate.simulation;

import dev.rbdgate.rbd.files.StoreFiles;
import dev.rbdgate.rbd.files.simulated.FileObserver;
import dev.rbdgate.rbd.files.simulated.FileOperation;
import dev.rbdgate.rbd.files.simulated.FileRecording;
import dev.rbdgate.rbd.files.simulated.MemoryStoreFiles;
import dev.rbdgate.rbd.files.simulated.ObservedStoreFiles;
import dev.rbdgate.rbd.files.simulated.PowerLoss;
import java.util.ArrayList;
import java.util.List;

/** The disk of the gateway's machine, with the page cache over it. */
final class SimulatedDisk {

    private static final long CAPACITY = 64L << 20;

    private final World world;
    private final DiskFaults faults = new DiskFaults();
    private final List<StoreFiles.FileLock> locks = new ArrayList<>();

    /** The tree as it was, all of it durable, when the machine was started. */
    private MemoryStoreFiles durable = new MemoryStoreFiles(CAPACITY);

    private MemoryStoreFiles tree = durable.copy();
    private FileRecording recording = new FileRecording();
    private StoreFiles observed;
    private int boots = 1;

    /** Who has the store open, or had it last. */
    private GatewayProcess user;

    SimulatedDisk(World world) {
        this.world = world;
        this.user = new GatewayProcess(world, "nobody");
        this.observed = recorded();
    }

    DiskFaults faults() {
        return faults;
    }

    private StoreFiles recorded() {
        FileRecording calls = recording;
        return new ObservedStoreFiles(
                tree,
                new FileObserver() {
                    @Override
                    public void before(FileOperation operation) {
                        // A sync covers what had been done when it began, and takes its time.
                        calls.before(operation);
                        if (operation instanceof FileOperation.SyncFile
                                || operation instanceof FileOperation.SyncDirectory
                                || operation instanceof FileOperation.SyncAll) {
                            SimulatedFiles.syncTakesTime(user);
                        }
                    }

                    @Override
                    public void after(FileOperation operation) {
                        calls.after(operation);
                    }
                });
    }

    /** The files as a process of the machine sees them. */
    StoreFiles files(GatewayProcess process) {
        user = process;
        return new SimulatedFiles(observed, process, faults, locks);
    }

    /** The files as a tool sees them while nobody else uses them; it leaves no trace. */
    StoreFiles offline() {
        return tree.copy();
    }

    /** What a process that has ended had locked is free. */
    void processEnded() {
        locks.forEach(StoreFiles.FileLock::close);
        locks.clear();
    }

    /** The machine loses power: of what was not synced chance decides, each block by itself. */
    void losePower() {
        processEnded();
        int share = world.chance().pick(List.of(0, 10, 50, 90, 100));
        Chance chance = world.chance();
        tree =
                new PowerLoss(durable, recording.entries())
                        .after(recording.size(), (_, _) -> chance.percent(share));
        world.trace("power is lost; of what was not synced %d %% is kept".formatted(share));
        tree.reboot("boot " + ++boots);
        durable = tree.copy();
        recording = new FileRecording();
        observed = recorded();
    }

    void setCapacity(long bytes) {
        tree.setCapacity(bytes);
    }
}
