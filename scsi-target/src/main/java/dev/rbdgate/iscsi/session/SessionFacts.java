package dev.rbdgate.iscsi.session;

import dev.rbdgate.iscsi.login.LoginResult;
import dev.rbdgate.scsi.Nexus;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * What does not change about a session. Any thread.
 *
 * @param id unique since the start of the service
 * @param nexus absent for a discovery session
 * @param initiatorAddress of the first connection
 * @param targetAddress of the first connection
 * @param keys that the first connection negotiated
 */
public record SessionFacts(
        long id,
        Optional<Nexus> nexus,
        String initiatorName,
        InetSocketAddress initiatorAddress,
        InetSocketAddress targetAddress,
        Map<String, String> keys,
        Instant since) {

    static SessionFacts of(long id, LoginResult login, Connection leading) {
        Optional<Nexus> nexus =
                login.destination()
                        .map(destination ->
                                new Nexus(
                                        login.initiatorName(),
                                        login.isid(),
                                        destination.target().name(),
                                        destination.portalGroup()));
        return new SessionFacts(
                id,
                nexus,
                login.initiatorName(),
                leading.remoteAddress(),
                leading.localAddress(),
                login.keys(),
                Instant.now());
    }

    /** For logs. */
    @Override
    public String toString() {
        return "Session "
                + id
                + " of "
                + initiatorName
                + nexus.map(own -> " with " + own.targetName()).orElse(" (discovery)");
    }
}
