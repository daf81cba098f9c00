package dev.rbdgate.bench.row;

import java.util.List;
import java.util.Map;

/**
 * What one run on one contestant gave.
 *
 * @param contestant its label within the row
 * @param round counts from 1
 * @param values in the units of {@link Metric}
 * @param steal the part of the processors' time, from 0 to 1, that the hypervisor took meanwhile
 * @param per100Milliseconds operations in each tenth of a second; may be empty
 */
public record Sample(
        String row,
        String contestant,
        int round,
        Map<Metric, Double> values,
        double steal,
        List<Integer> per100Milliseconds)
        implements Outcome {}
