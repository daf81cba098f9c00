package dev.rbdgate.bench.parts;

import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/** Runs the benchmarks of this package. */
public final class Parts {

    private static final int ITERATIONS = 5;
    private static final TimeValue ITERATION = TimeValue.seconds(1);
    private static final TimeValue QUICK_ITERATION = TimeValue.milliseconds(50);

    private Parts() {}

    /**
     * Prints what they give.
     *
     * @param glob of the classes' names
     * @param quick to see that they run: the figures mean little
     * @throws RunnerException if one fails
     */
    public static void run(String glob, boolean quick) throws RunnerException {
        TimeValue iteration = quick ? QUICK_ITERATION : ITERATION;
        var _ =
                new Runner(
                                new OptionsBuilder()
                                        .include(expression(glob))
                                        .forks(1)
                                        .warmupIterations(quick ? 1 : ITERATIONS)
                                        .warmupTime(iteration)
                                        .measurementIterations(quick ? 1 : ITERATIONS)
                                        .measurementTime(iteration)
                                        .jvmArgsAppend(
                                                "--enable-native-access=ALL-UNNAMED",
                                                "--sun-misc-unsafe-memory-access=allow")
                                        .shouldFailOnError(true)
                                        .build())
                        .run();
    }

    /** The regular expression that a glob of class names is. */
    static String expression(String glob) {
        return "\\.parts\\." + glob.replace(".", "\\.").replace("*", ".*") + "\\.";
    }
}
