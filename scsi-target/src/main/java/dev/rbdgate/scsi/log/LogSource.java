package dev.rbdgate.scsi.log;

import dev.rbdgate.scsi.provisioning.SpaceLevel;
import java.util.SortedSet;

/**
 * Where log pages have their values from.
 *
 * @param ports relative target port identifiers of the nexus's target
 * @param space that is left for the unit
 */
public record LogSource(UnitCounters counters, SortedSet<Integer> ports, SpaceLevel space) {}
