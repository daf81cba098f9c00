package dev.rbdgate.rbd.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.rbdgate.rbd.image.Image;
import dev.rbdgate.rbd.image.ImageException;
import dev.rbdgate.rbd.image.ImageName;
import dev.rbdgate.rbd.image.ImageSpec;
import dev.rbdgate.rbd.image.Images;
import dev.rbdgate.rbd.store.MemoryObjectStore;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.OmapKey;
import dev.rbdgate.rbd.store.ReadOperation;
import dev.rbdgate.rbd.store.StoreCalls;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** An image whose header or object map was overwritten: refused for a reason, or it answers. */
final class ImageFuzzTest {

    private static final ImageName NAME = new ImageName("rbd", "", "image");
    private static final long SIZE = 16 << 20;
    private static final int MAX_CHANGES = 3;
    private static final int MAX_VALUE = 200;
    private static final int MAX_KEYS = 100;

    @FuzzTest(maxDuration = "10m")
    void anImageWithAnyHeaderIsRefusedOrAnswers(FuzzedDataProvider input) {
        MemoryObjectStore store = new MemoryObjectStore();
        Images images = new Images(store, new Random(1));
        String id = StoreCalls.join(images.create(ImageSpec.of(NAME, SIZE))).id();
        ObjectContext context = store.context(MemoryObjectStore.POOL, "");
        List<OmapKey> keys = keys(context, "rbd_header." + id);
        for (int change = 0; change < MAX_CHANGES && input.remainingBytes() > 0; change++) {
            damage(context, id, keys, input);
        }
        try {
            Image image = StoreCalls.join(images.open(NAME));
            CompletableFuture<Object> answered = new CompletableFuture<>();
            image.read(0, List.of(ByteBuffer.allocateDirect(4096)), answered::complete);
            if (!answered.isDone()) {
                throw new AssertionError("a read is not answered");
            }
            var _ = StoreCalls.join(image.info());
            StoreCalls.join(image.close());
        } catch (ImageException refused) {
            if (refused.getMessage() == null) {
                throw new AssertionError("refused without a reason", refused);
            }
        }
        StoreCalls.join(store.close());
    }

    private static List<OmapKey> keys(ObjectContext context, String header) {
        OmapKey first = OmapKey.of("");
        ReadOperation.Answer.Omap omap =
                (ReadOperation.Answer.Omap)
                        StoreCalls.query(
                                context,
                                header,
                                new ReadOperation.Step.OmapList(first, first, MAX_KEYS));
        return new ArrayList<>(omap.entries().keySet());
    }

    private static void damage(
            ObjectContext context, String id, List<OmapKey> keys, FuzzedDataProvider input) {
        int what = input.consumeInt(0, 9);
        OmapKey key = input.pickValue(keys);
        byte[] value = input.consumeBytes(input.consumeInt(0, MAX_VALUE));
        Step step =
                switch (what) {
                    case 0 -> new Step.Write(0, List.of(StoreCalls.buffer(value)));
                    case 1 -> new Step.Truncate(input.consumeInt(0, 64));
                    default -> new Step.OmapSet(Map.of(key, value));
                };
        String object = what <= 1 ? "rbd_object_map." + id : "rbd_header." + id;
        StoreCalls.write(context, object, step);
    }
}
