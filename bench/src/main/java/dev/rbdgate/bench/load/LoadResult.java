package dev.rbdgate.bench.load;

import java.util.List;
import java.util.OptionalDouble;

/**
 * What a load met with. A load in which anything failed has no result.
 *
 * @param operations completed in the measured time
 * @param seconds measured
 * @param allOperations completed at all, flushes included: what the server's processor time is for
 * @param allBytes moved by those
 * @param verified reads whose content was compared and was right
 * @param clientProcessorSeconds used by the program that makes the load
 * @param serverProcessorSeconds where the load knows the server's: when it is the server itself
 * @param per100Milliseconds operations completed in each tenth of a second
 */
public record LoadResult(
        long operations,
        double seconds,
        double operationsPerSecond,
        double bytesPerSecond,
        Latency read,
        Latency write,
        Latency flush,
        long allOperations,
        long allBytes,
        long verified,
        double clientProcessorSeconds,
        OptionalDouble serverProcessorSeconds,
        List<Integer> per100Milliseconds) {}
