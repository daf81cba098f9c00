package dev.rbdgate.rbd.rados;

import dev.rbdgate.block.Durability;
import dev.rbdgate.block.Outcome;
import dev.rbdgate.rbd.image.Image;
import dev.rbdgate.rbd.image.ImageName;
import dev.rbdgate.rbd.image.Images;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * A process that writes all blocks of an image over and over, many at once, until a write fails. It
 * says when it has begun, and how it ended.
 */
final class StubbornWriter {

    static final int BLOCK_BYTES = 64 << 10;
    static final int BLOCKS = 256;
    static final byte VALUE = 0x0D;
    static final String BEGUN = "begun";
    static final String ENDED = "ended";

    private static final int TELL_LIMIT_SECONDS = 30;
    private static final int BEGUN_AFTER = 2 * BLOCKS;

    private final Image image;
    private final ByteBuffer data = ByteBuffer.allocateDirect(BLOCK_BYTES);
    private final AtomicInteger done = new AtomicInteger();
    private final AtomicInteger afterFailure = new AtomicInteger();
    private final AtomicReference<@Nullable Outcome> failure = new AtomicReference<>();
    private final CountDownLatch ended = new CountDownLatch(BLOCKS);

    private StubbornWriter(Image image) {
        this.image = image;
        while (data.hasRemaining()) {
            data.put(VALUE);
        }
        data.flip();
    }

    /**
     * @param args configuration, user, image
     */
    public static void main(String[] args) throws Exception {
        RadosObjectStore store =
                RadosObjectStore.open(
                        RadosStoreSettings.of(Path.of(args[0]), args[1], List.of("rbd")));
        Image image = new Images(store).open(new ImageName("rbd", "", args[2])).join();
        Thread.ofPlatform().daemon().start(StubbornWriter::endWithParent);
        CountDownLatch told = new CountDownLatch(1);
        image.onChange(told::countDown);
        StubbornWriter writer = new StubbornWriter(image);
        for (int block = 0; block < BLOCKS; block++) {
            writer.write(block);
        }
        writer.ended.await();
        if (!told.await(TELL_LIMIT_SECONDS, TimeUnit.SECONDS)) {
            System.out.println(ENDED + " and nobody was told");
        }
        System.out.printf(
                "%s %s %s %s%n",
                ENDED, writer.failure.get(), writer.afterFailure, image.hasEnded());
        System.out.flush();
        Runtime.getRuntime().halt(0);
    }

    private static void endWithParent() {
        try {
            while (System.in.read() >= 0) {
                // Nothing is said to this process.
            }
        } catch (IOException e) {
            System.out.println(ENDED + " " + e);
        }
        Runtime.getRuntime().halt(1);
    }

    private void write(int block) {
        image.write(
                (long) block * BLOCK_BYTES,
                List.of(data.duplicate()),
                Durability.CACHED,
                outcome -> {
                    if (!outcome.equals(Outcome.DONE)) {
                        failure.compareAndSet(null, outcome);
                        ended.countDown();
                        return;
                    }
                    if (failure.get() != null) {
                        afterFailure.incrementAndGet();
                    }
                    if (done.incrementAndGet() == BEGUN_AFTER) {
                        System.out.println(BEGUN);
                    }
                    Thread.startVirtualThread(() -> write(block));
                });
    }
}
