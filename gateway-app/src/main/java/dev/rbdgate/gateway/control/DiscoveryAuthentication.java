package dev.rbdgate.gateway.control;

import dev.rbdgate.config.ChapMapping;
import dev.rbdgate.config.Mapping;
import java.util.Optional;

/** What an initiator must prove before it may ask which targets there are. */
public final class DiscoveryAuthentication {

    private final ServedMapping served;

    DiscoveryAuthentication(ServedMapping served) {
        this.served = served;
    }

    public Optional<ChapMapping> get() {
        return served.current().discoveryAuth();
    }

    public Optional<ChapMapping> set(
            String actor,
            Optional<ChapRequests.Login> chap,
            Optional<ChapRequests.Login> mutualChap) {
        Optional<ChapMapping> wanted = ChapRequests.checked(chap, mutualChap);
        return served.<Optional<ChapMapping>>change(
                        actor,
                        mapping -> {
                            wanted.ifPresent(it ->
                                    ChapDirections.check(it, ChapDirections.ofGrants(mapping)));
                            return decide(mapping, wanted);
                        })
                .value();
    }

    private static Decision<Optional<ChapMapping>> decide(
            Mapping mapping, Optional<ChapMapping> wanted) {
        return mapping.discoveryAuth().equals(wanted)
                ? new Decision.Unchanged<>(wanted)
                : new Decision.Change<>(
                        false,
                        "discovery-auth.set",
                        "discovery",
                        "chap " + wanted.map(it -> it.incoming().user()).orElse("none"),
                        writer -> writer.setDiscoveryAuth(wanted),
                        Mapping::discoveryAuth);
    }
}
