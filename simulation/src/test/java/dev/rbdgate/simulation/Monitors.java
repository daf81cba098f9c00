package dev.rbdgate.simulation;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.StackWalker.Option;
import java.lang.classfile.ClassFile;
import java.lang.classfile.MethodModel;
import java.lang.classfile.Opcode;
import java.lang.classfile.instruction.MonitorInstruction;
import java.lang.reflect.AccessFlag;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Whether the calling thread holds a monitor: others would wait for it in the JVM, which decides
 * itself when and in which order they go on.
 */
final class Monitors {

    private static final StackWalker STACK = StackWalker.getInstance(Option.RETAIN_CLASS_REFERENCE);

    /** Shows the monitors of each frame, and takes its time; the JDK keeps it for its tests. */
    private static final StackWalker LIVE;

    private static final Method MONITORS_OF;

    static {
        try {
            Class<?> frame = Class.forName("java.lang.LiveStackFrame");
            Method walker = frame.getDeclaredMethod("getStackWalker");
            walker.setAccessible(true);
            LIVE = (StackWalker) walker.invoke(null);
            MONITORS_OF = frame.getDeclaredMethod("getMonitors");
            MONITORS_OF.setAccessible(true);
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("this JDK shows monitors otherwise", e);
        }
    }

    /** By class, the names of its methods that take a monitor. */
    private static final Map<Class<?>, Set<String>> LOCKING = new HashMap<>();

    private Monitors() {}

    static boolean anyHeld() {
        return STACK.walk(frames -> frames.anyMatch(Monitors::mayHold))
                && LIVE.walk(frames -> frames.anyMatch(Monitors::holds));
    }

    private static boolean mayHold(StackWalker.StackFrame frame) {
        Set<String> locking =
                LOCKING.computeIfAbsent(frame.getDeclaringClass(), Monitors::lockingMethods);
        // A frame's class is at hand; the name of its method the JVM has to look for.
        return !locking.isEmpty() && locking.contains(frame.getMethodName());
    }

    private static boolean holds(StackWalker.StackFrame frame) {
        try {
            return MONITORS_OF.getDeclaringClass().isInstance(frame)
                    && ((Object[]) MONITORS_OF.invoke(frame)).length > 0;
        } catch (ReflectiveOperationException e) {
            throw new LinkageError("this JDK shows monitors otherwise", e);
        }
    }

    private static Set<String> lockingMethods(Class<?> type) {
        Set<String> names = new HashSet<>();
        String file = "/" + type.getName().replace('.', '/') + ".class";
        try (InputStream bytes = type.getResourceAsStream(file)) {
            // What the JDK makes up at run time, for lambdas, takes no monitors.
            if (bytes != null) {
                for (MethodModel method : ClassFile.of().parse(bytes.readAllBytes()).methods()) {
                    if (takesMonitor(method)) {
                        names.add(method.methodName().stringValue());
                    }
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }

    private static boolean takesMonitor(MethodModel method) {
        return method.flags().has(AccessFlag.SYNCHRONIZED)
                || method.code()
                        .map(code ->
                                code.elementStream()
                                        .anyMatch(element ->
                                                element instanceof MonitorInstruction monitor
                                                        && monitor.opcode() == Opcode.MONITORENTER))
                        .orElse(false);
    }
}
