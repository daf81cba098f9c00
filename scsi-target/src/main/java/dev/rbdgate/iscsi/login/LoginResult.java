package dev.rbdgate.iscsi.login;

import dev.rbdgate.iscsi.text.SessionParameters;
import java.util.Map;
import java.util.Optional;

/**
 * A login that succeeded.
 *
 * @param initiatorName normalized
 * @param isid 48 bits
 * @param tsih of the session that the connection joins, 0 for a new one
 * @param destination absent for a discovery session
 * @param keys all negotiated values, for people
 */
public record LoginResult(
        String initiatorName,
        long isid,
        int tsih,
        int cid,
        Optional<Destination> destination,
        SessionParameters parameters,
        Map<String, String> keys) {}
