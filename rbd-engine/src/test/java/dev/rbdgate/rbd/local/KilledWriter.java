package dev.rbdgate.rbd.local;

import dev.rbdgate.rbd.store.ObjectContext;
import java.nio.file.Path;

/** A process that writes and says what was acknowledged, until it is killed. */
final class KilledWriter {

    static final String ACKNOWLEDGED = "acknowledged ";

    private KilledWriter() {}

    static String data(int i) {
        return "data" + i;
    }

    static String record(int i) {
        return "record" + i;
    }

    public static void main(String[] args) throws Exception {
        LocalObjectStore store =
                LocalObjectStore.open(
                        Path.of(args[0]), LocalStoreSettings.defaults().withReserveBytes(0));
        ObjectContext context = store.context(store.pool("rbd").orElseThrow(), "");
        for (int i = 0; ; i++) {
            int data = Calls.write(context, data(i), Calls.hint(), Calls.data(0, "d" + i));
            int record = Calls.write(context, record(i), Calls.data(0, "r" + i));
            if (data != 0 || record != 0) {
                throw new AssertionError(data + " " + record);
            }
            System.out.println(ACKNOWLEDGED + i);
        }
    }
}
