package dev.rbdgate.rbd.cls;

import dev.rbdgate.rbd.encoding.Decoder;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The methods of one class by name. Filled once, then only read. */
final class MethodTable {

    /** A method that changes the object and answers nothing. */
    @FunctionalInterface
    interface Change {
        void call(ObjectClassContext object, Decoder input) throws ObjectClassException;
    }

    record Entry(boolean writes, ClassMethod method) {}

    private final Map<String, Entry> entries = new LinkedHashMap<>();

    MethodTable reads(String name, ClassMethod method) {
        return add(name, new Entry(false, method));
    }

    MethodTable writes(String name, Change change) {
        return add(
                name,
                new Entry(
                        true,
                        (object, input) -> {
                            change.call(object, input);
                            return ClassMethod.NOTHING;
                        }));
    }

    @Nullable Entry find(String name) {
        return entries.get(name);
    }

    Set<String> names() {
        return Set.copyOf(entries.keySet());
    }

    private MethodTable add(String name, Entry entry) {
        if (entries.putIfAbsent(name, entry) != null) {
            throw new IllegalStateException("method " + name + " is declared twice");
        }
        return this;
    }
}
