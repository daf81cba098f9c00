package dev.rbdgate.iscsi.catalogue;

import java.util.Map;
import java.util.Optional;

/**
 * Everything the portals serve at one moment. Immutable; a change swaps the whole.
 *
 * @param targets by iSCSI name in its normalized (lower-case) form
 * @param discoveryAuth what a discovery session must prove, if anything
 */
public record TargetCatalogue(
        Map<String, TargetDefinition> targets, Optional<ChapAuthentication> discoveryAuth) {

    public static final TargetCatalogue EMPTY = new TargetCatalogue(Map.of(), Optional.empty());

    public TargetCatalogue {
        targets = Map.copyOf(targets);
    }
}
