package dev.rbdgate.iscsi;

import io.netty.buffer.PooledByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * Fails a test class in which a buffer was collected that nobody had released. Registered for every
 * class of the module; needs the paranoid detection level, which the build sets.
 */
public final class LeakCheck implements BeforeAllCallback, AfterAllCallback {

    private static final List<String> LEAKS = new CopyOnWriteArrayList<>();
    private static final int COLLECTIONS = 2;

    /** Tests that leave a buffer behind on purpose, by what is on its stack, with the reason. */
    private static final Map<String, String> EXEMPT =
            Map.of(
                    "dev.rbdgate.scsi.command.ExecutionTest.",
                    "a device that throws never says that it is done with the buffer");

    static {
        // Before the first buffer class is loaded: its detector stays the same from then on.
        ResourceLeakDetectorFactory.setResourceLeakDetectorFactory(
                new ResourceLeakDetectorFactory() {
                    @Override
                    public <T> ResourceLeakDetector<T> newResourceLeakDetector(
                            Class<T> resource, int samplingInterval) {
                        return new Recorder<>(resource, samplingInterval);
                    }

                    @Override
                    @SuppressWarnings("deprecation") // It is abstract, so it must be there.
                    public <T> ResourceLeakDetector<T> newResourceLeakDetector(
                            Class<T> resource, int samplingInterval, long maxActive) {
                        return new Recorder<>(resource, samplingInterval);
                    }
                });
    }

    private static final class Recorder<T> extends ResourceLeakDetector<T> {

        @SuppressWarnings("deprecation") // The factory has no other way to make one.
        Recorder(Class<?> resource, int samplingInterval) {
            super(resource, samplingInterval);
        }

        @Override
        protected void reportTracedLeak(String resourceType, String records) {
            LEAKS.add(resourceType + records);
        }

        @Override
        protected void reportUntracedLeak(String resourceType) {
            LEAKS.add(resourceType);
        }
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        // Loading this class is what matters.
    }

    @Override
    public void afterAll(ExtensionContext context) {
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            // Leaks are looked for when a buffer is allocated.
            PooledByteBufAllocator.DEFAULT.directBuffer(1).release();
        }
        LEAKS.removeIf(leak -> EXEMPT.keySet().stream().anyMatch(leak::contains));
        if (!LEAKS.isEmpty()) {
            String all = String.join("\n", LEAKS);
            LEAKS.clear();
            throw new AssertionError("leaked buffers:\n" + all);
        }
    }
}
