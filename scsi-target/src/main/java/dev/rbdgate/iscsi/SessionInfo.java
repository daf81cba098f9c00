package dev.rbdgate.iscsi;

import dev.rbdgate.iscsi.session.Session;
import dev.rbdgate.iscsi.session.SessionCounters;
import dev.rbdgate.iscsi.session.SessionFacts;
import dev.rbdgate.scsi.Nexus;
import io.netty.util.NetUtil;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * A session as operators see it.
 *
 * @param id of this session, unique since the start of the service (the TSIH may be reused)
 * @param nexus absent for a discovery session
 * @param initiatorName iSCSI name
 * @param initiatorAddress address and port it connects from
 * @param connections how many it has now; the addresses are those of the first one
 * @param keys the negotiated text keys
 */
public record SessionInfo(
        long id,
        Optional<Nexus> nexus,
        String initiatorName,
        String initiatorAddress,
        String targetAddress,
        int connections,
        Instant since,
        Map<String, String> keys,
        Counters counters) {

    static SessionInfo of(Session session) {
        SessionCounters counters = session.counters();
        SessionFacts facts = session.facts();
        return new SessionInfo(
                facts.id(),
                facts.nexus(),
                facts.initiatorName(),
                NetUtil.toSocketAddressString(facts.initiatorAddress()),
                NetUtil.toSocketAddressString(facts.targetAddress()),
                session.connectionCount(),
                facts.since(),
                facts.keys(),
                new Counters(
                        counters.commands(),
                        counters.readBytes(),
                        counters.writtenBytes(),
                        counters.errors(),
                        counters.running()));
    }

    /** Counts since login; bytes are of payload. */
    public record Counters(
            long commands, long readBytes, long writtenBytes, long errors, int running) {}
}
