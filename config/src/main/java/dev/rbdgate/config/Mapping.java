package dev.rbdgate.config;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The whole mapping at one moment. Immutable.
 *
 * @param targets by iSCSI name
 */
public record Mapping(
        SortedMap<String, TargetMapping> targets, Optional<ChapMapping> discoveryAuth) {
    public Mapping {
        targets = Collections.unmodifiableSortedMap(new TreeMap<>(targets));
    }

    /** A target by its normalized name. */
    public Optional<TargetMapping> target(String iqn) {
        return Optional.ofNullable(targets.get(iqn));
    }
}
