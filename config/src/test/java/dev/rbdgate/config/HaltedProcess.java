package dev.rbdgate.config;

import static dev.rbdgate.config.Samples.audit;
import static dev.rbdgate.config.Samples.open;

import java.nio.file.Path;
import java.util.List;

/** Makes changes, and halts the process right after the last one returned. */
final class HaltedProcess {

    private HaltedProcess() {}

    public static void main(String[] arguments) {
        MappingStore store = open(Path.of(arguments[0]));
        int targets = Integer.parseInt(arguments[1]);
        for (int i = 0; i < targets; i++) {
            TargetMapping target =
                    TargetMapping.empty("iqn.2026-11.dev.rbdgate:" + i, "", List.of());
            store.change(audit("target.add"), writer -> writer.addTarget(target));
        }
        Runtime.getRuntime().halt(0);
    }
}
