package dev.rbdgate.gateway.scheduling;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Linux's scheduling policy SCHED_BATCH (sched(7)). */
public final class BatchScheduling {

    private static final Logger log = LoggerFactory.getLogger(BatchScheduling.class);

    static final int SCHED_OTHER = 0;
    static final int SCHED_BATCH = 3;

    private static final int THIS_THREAD = 0;

    private BatchScheduling() {}

    /**
     * Gives it to this thread, and so to all that it and they start from now on. A policy that
     * somebody chose for the process stays; where the system refuses this one, so does the default:
     * nothing but speed depends on it.
     */
    public static void begin() {
        try {
            if (policy() == SCHED_OTHER && !set(SCHED_BATCH)) {
                log.info("SCHED_BATCH was refused; threads are scheduled by the default policy");
            }
        } catch (UnsupportedOperationException e) {
            log.info("No scheduling policies here: {}", e.getMessage());
        }
    }

    /** This thread's. */
    static int policy() {
        return call("sched_getscheduler", FunctionDescriptor.of(JAVA_INT, JAVA_INT), THIS_THREAD);
    }

    static boolean set(int policy) {
        try (Arena arena = Arena.ofConfined()) {
            // struct sched_param: one int, the priority, which is 0 in policies without deadlines.
            MemorySegment noPriority = arena.allocate(JAVA_INT);
            return call(
                            "sched_setscheduler",
                            FunctionDescriptor.of(JAVA_INT, JAVA_INT, JAVA_INT, ADDRESS),
                            THIS_THREAD,
                            policy,
                            noPriority)
                    == 0;
        }
    }

    @SuppressWarnings("restricted") // native access: there is no such call in Java
    private static int call(String name, FunctionDescriptor descriptor, Object... arguments) {
        Linker linker = Linker.nativeLinker();
        MethodHandle handle =
                linker.downcallHandle(
                        linker.defaultLookup()
                                .find(name)
                                .orElseThrow(() ->
                                        new UnsupportedOperationException(
                                                "the C library has no " + name)),
                        descriptor);
        try {
            return (int) handle.invokeWithArguments(arguments);
        } catch (Throwable e) {
            throw new AssertionError(name + " threw", e);
        }
    }
}
