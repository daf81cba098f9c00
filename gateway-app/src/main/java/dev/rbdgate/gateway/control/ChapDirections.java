package dev.rbdgate.gateway.control;

import dev.rbdgate.config.ChapMapping;
import dev.rbdgate.config.GrantMapping;
import dev.rbdgate.config.Mapping;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A secret proves one side only (RFC 7143 9.2.1). If the target proved itself to one initiator with
 * what another one proves itself with, the first could have the target answer challenges that it
 * was given, and log in as the second.
 */
final class ChapDirections {

    private ChapDirections() {}

    /** All credentials but those of one grant. */
    static Stream<ChapMapping> others(Mapping mapping, String iqn, String initiator) {
        return Stream.concat(
                mapping.discoveryAuth().stream(),
                mapping.targets().values().stream()
                        .flatMap(target ->
                                target.grants().values().stream()
                                        .filter(grant ->
                                                !(target.iqn().equals(iqn)
                                                        && grant.initiator().equals(initiator))))
                        .map(GrantMapping::chap)
                        .flatMap(Optional::stream));
    }

    /** All credentials but those of discovery. */
    static Stream<ChapMapping> ofGrants(Mapping mapping) {
        return mapping.targets().values().stream()
                .flatMap(target -> target.grants().values().stream())
                .map(GrantMapping::chap)
                .flatMap(Optional::stream);
    }

    /** Refuses a secret that another one of {@code others} uses in the other direction. */
    static void check(ChapMapping wanted, Stream<ChapMapping> others) {
        others.forEach(other -> {
            if (isSame(Optional.of(wanted.incoming()), other.mutual())) {
                throw refused("chap.secret", "the gateway proves itself to an initiator");
            }
            if (isSame(wanted.mutual(), Optional.of(other.incoming()))) {
                throw refused("mutualChap.secret", "an initiator proves itself");
            }
        });
    }

    private static boolean isSame(
            Optional<ChapMapping.Login> one, Optional<ChapMapping.Login> other) {
        return one.map(ChapMapping.Login::secret)
                .filter(secret -> other.filter(it -> it.secret().equals(secret)).isPresent())
                .isPresent();
    }

    private static RefusedException refused(String field, String user) {
        return RefusedException.invalid(
                field,
                "with this secret %s elsewhere; the two directions need different ones (RFC 7143 9.2.1)"
                        .formatted(user));
    }
}
