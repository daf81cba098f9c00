package dev.rbdgate.iscsi.login;

import dev.rbdgate.iscsi.catalogue.Access;
import dev.rbdgate.iscsi.catalogue.ChapAuthentication;
import dev.rbdgate.iscsi.catalogue.Grant;
import dev.rbdgate.iscsi.catalogue.IscsiName;
import dev.rbdgate.iscsi.catalogue.TargetCatalogue;
import dev.rbdgate.iscsi.catalogue.TargetDefinition;
import dev.rbdgate.scsi.Nexus;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;

/**
 * Who logs in, to what, and what must be proven; by the keys of the first request.
 *
 * @param named the keys that said so, which some initiators repeat
 */
record LoginIdentity(
        String initiatorName,
        Optional<Destination> destination,
        Optional<ChapAuthentication> authentication,
        Map<String, String> named) {

    static final String INITIATOR_NAME = "InitiatorName";
    static final String TARGET_NAME = "TargetName";
    static final String SESSION_TYPE = "SessionType";
    private static final String NORMAL = "Normal";
    private static final String DISCOVERY = "Discovery";

    /** Names the credentials that decide, to count guesses by. */
    String credentialsName() {
        return destination
                .map(to -> to.target().name() + " " + to.grant().initiator())
                .orElse(DISCOVERY);
    }

    boolean isDiscovery() {
        return destination.isEmpty();
    }

    /** Whether a login of this ISID is of that nexus. */
    boolean isNexus(Nexus nexus, long isid) {
        return destination
                .map(to ->
                        new Nexus(initiatorName, isid, to.target().name(), to.portalGroup())
                                .equals(nexus))
                .orElse(false);
    }

    /** Reads the keys and looks up the grant (RFC 7143 6.3.1). */
    static LoginIdentity of(
            Map<String, String> keys,
            TargetCatalogue catalogue,
            InetSocketAddress local,
            InetSocketAddress remote)
            throws LoginRefusal {
        String initiatorName = name(keys, INITIATOR_NAME);
        String type = keys.getOrDefault(SESSION_TYPE, NORMAL);
        return switch (type) {
            case DISCOVERY ->
                    new LoginIdentity(
                            initiatorName, Optional.empty(), catalogue.discoveryAuth(), keys);
            case NORMAL -> {
                String targetName = name(keys, TARGET_NAME);
                Destination destination =
                        destination(initiatorName, targetName, catalogue, local, remote);
                yield new LoginIdentity(
                        initiatorName,
                        Optional.of(destination),
                        destination.grant().authentication(),
                        keys);
            }
            default ->
                    throw new LoginRefusal(
                            LoginStatus.SESSION_TYPE_NOT_SUPPORTED, "session type " + type);
        };
    }

    private static Destination destination(
            String initiatorName,
            String targetName,
            TargetCatalogue catalogue,
            InetSocketAddress local,
            InetSocketAddress remote)
            throws LoginRefusal {
        TargetDefinition target = catalogue.targets().get(targetName);
        Optional<Integer> group =
                Optional.ofNullable(target).flatMap(found -> Access.portalGroup(found, local));
        if (target == null || group.isEmpty()) {
            throw new LoginRefusal(
                    LoginStatus.NOT_FOUND, "target " + targetName + " is not served here");
        }
        Optional<Grant> grant = Access.grant(target, initiatorName, remote.getAddress());
        if (grant.isEmpty()) {
            throw new LoginRefusal(
                    LoginStatus.AUTHORIZATION_FAILURE,
                    initiatorName + " has no grant for " + targetName + " from this address");
        }
        return new Destination(target, grant.get(), group.get());
    }

    private static String name(Map<String, String> keys, String key) throws LoginRefusal {
        String name = keys.get(key);
        if (name == null) {
            throw new LoginRefusal(LoginStatus.MISSING_PARAMETER, "no " + key);
        }
        return IscsiName.normalize(name)
                .orElseThrow(() ->
                        new LoginRefusal(
                                LoginStatus.INITIATOR_ERROR, key + " is not an iSCSI name"));
    }
}
