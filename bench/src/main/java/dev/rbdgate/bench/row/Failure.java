package dev.rbdgate.bench.row;

/**
 * A run that gave no figure: errors, wrong content, no answer, or a contestant that does not run.
 *
 * @param contestant its label within the row
 * @param round counts from 1
 */
public record Failure(String row, String contestant, int round, String reason) implements Outcome {}
