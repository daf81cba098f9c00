package dev.rbdgate.scsi.log;

import java.util.SortedSet;

/**
 * Where log pages have their values from.
 *
 * @param ports relative target port identifiers of the nexus's target
 */
public record LogSource(UnitCounters counters, SortedSet<Integer> ports) {}
