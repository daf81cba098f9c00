package dev.rbdgate.rbd.fuzz;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.rbdgate.rbd.cls.ObjectClassException;
import dev.rbdgate.rbd.cls.ObjectClasses;
import dev.rbdgate.rbd.store.MemoryObjectStore;
import dev.rbdgate.rbd.store.ObjectContext;
import dev.rbdgate.rbd.store.ObjectStoreException;
import dev.rbdgate.rbd.store.OmapKey;
import dev.rbdgate.rbd.store.StoreCalls;
import dev.rbdgate.rbd.store.WriteOperation.Step;
import java.util.List;
import java.util.Map;

/** Any call of any class method, on objects that hold anything: done, or refused with an errno. */
final class ObjectClassFuzzTest {

    private static final int MAX_CALLS = 8;
    private static final int MAX_INPUT = 256;
    private static final String OBJECT = "object";
    private static final List<String> RBD =
            ObjectClasses.methods(ObjectClasses.RBD).stream().sorted().toList();
    private static final List<String> LOCK =
            ObjectClasses.methods(ObjectClasses.LOCK).stream().sorted().toList();

    /** Of headers and directories; the rest is found by coverage. */
    private static final List<String> KEYS =
            List.of(
                    "size",
                    "order",
                    "features",
                    "flags",
                    "object_prefix",
                    "parent",
                    "snap_seq",
                    "snapshot_0000000000000001",
                    "data_pool_id",
                    "stripe_unit",
                    "op_features",
                    "create_timestamp",
                    "metadata_a",
                    "name_a",
                    "id_b",
                    "group_image_a");

    @FuzzTest(maxDuration = "10m")
    void anyMethodOnAnyObjectIsDoneOrRefused(FuzzedDataProvider input) {
        ObjectContext context = new MemoryObjectStore().context(MemoryObjectStore.POOL, "");
        for (int call = 0; call < MAX_CALLS && input.remainingBytes() > 0; call++) {
            switch (input.consumeInt(0, 3)) {
                case 0 ->
                        StoreCalls.write(
                                context,
                                OBJECT,
                                new Step.OmapSet(
                                        Map.of(
                                                OmapKey.of(input.pickValue(KEYS)),
                                                input.consumeBytes(MAX_INPUT))));
                case 1 -> call(context, ObjectClasses.LOCK, input.pickValue(LOCK), input);
                default -> call(context, ObjectClasses.RBD, input.pickValue(RBD), input);
            }
        }
    }

    private static void call(
            ObjectContext context, String className, String method, FuzzedDataProvider input) {
        byte[] bytes = input.consumeBytes(MAX_INPUT);
        try {
            if (ObjectClasses.writes(className, method)) {
                int result =
                        StoreCalls.write(context, OBJECT, new Step.Exec(className, method, bytes));
                if (result > 0) {
                    throw new AssertionError(method + " answers " + result);
                }
                return;
            }
            var _ = StoreCalls.exec(context, OBJECT, className, method, e -> e.raw(bytes));
        } catch (ObjectClassException unknown) {
            throw new AssertionError(method, unknown);
        } catch (ObjectStoreException refused) {
            if (refused.errno() <= 0) {
                throw refused;
            }
        }
    }
}
