package dev.rbdgate.gateway;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The end by SIGTERM, by which service managers and Kubernetes stop what they run. The JVM's own
 * way runs the shutdown hooks and then reports 143, which they take for a failure.
 */
final class Termination {

    private static final Logger log = LoggerFactory.getLogger(Termination.class);

    private Termination() {}

    /**
     * From now on SIGTERM ends the JVM in order, with exit code 0. Where it cannot hear signals
     * ({@code -Xrs}) all stays as it is.
     */
    static void endsWell() {
        try {
            // Named by text: the compiler warns of whoever names the JDK's class for signals.
            Class<?> signal = Class.forName("sun.misc.Signal");
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler exit =
                    (_, method, _) -> {
                        if (method.getName().equals("handle")) {
                            Runtime.getRuntime().exit(0);
                        }
                        return null;
                    };
            signal.getMethod("handle", signal, handler)
                    .invoke(
                            null,
                            signal.getConstructor(String.class).newInstance("TERM"),
                            Proxy.newProxyInstance(
                                    Termination.class.getClassLoader(),
                                    new Class<?>[] {handler},
                                    exit));
        } catch (ReflectiveOperationException e) {
            log.info("SIGTERM will be reported as exit code 143: {}", e.toString());
        }
    }
}
