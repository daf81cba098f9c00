package dev.rbdgate.simulation;

import java.lang.foreign.Arena;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;

/**
 * The JVM's memory for buffers. What a run leaves behind is the collector's; who asks for memory
 * when none is left waits for him, and a virtual thread that does so is continued by the JVM, or
 * never, and then holds up the collector for all later runs.
 */
final class DirectMemory {

    /** What a run may need: a part of the module's -XX:MaxDirectMemorySize of 1 GiB. */
    private static final long OF_A_RUN = 512L << 20;

    private static final long MOST_LEFT_BEHIND = (1L << 30) - OF_A_RUN;

    private static final BufferPoolMXBean POOL =
            ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
                    .filter(pool -> pool.getName().equals("direct"))
                    .findFirst()
                    .orElseThrow();

    private DirectMemory() {}

    /**
     * Before a run: makes sure that it finds enough, by asking for it in a thread that may wait.
     */
    static void makeRoom() {
        if (POOL.getTotalCapacity() > MOST_LEFT_BEHIND) {
            try (Arena arena = Arena.ofConfined()) {
                arena.allocate(OF_A_RUN);
            }
        }
    }
}
