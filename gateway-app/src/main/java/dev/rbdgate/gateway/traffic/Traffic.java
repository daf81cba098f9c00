package dev.rbdgate.gateway.traffic;

import dev.rbdgate.config.Mapping;
import dev.rbdgate.gateway.traffic.TrafficSnapshot.Managed;
import dev.rbdgate.gateway.traffic.TrafficSnapshot.UnitTraffic;
import dev.rbdgate.iscsi.session.UnitUse;
import dev.rbdgate.scsi.meter.CommandMeter;
import dev.rbdgate.scsi.meter.Reading;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Knows every meter, and what ended ones had counted. Who is counted by name is bounded: the first
 * ones that come have the places until they are unmapped, or their grant is removed and their last
 * session ends; all others are counted together, and stay so.
 *
 * <p>Thread-safe. The monitor is held for looking up and copying lists, never while meters are
 * read.
 */
public final class Traffic {

    /** Units that are counted by name. */
    public static final int MAX_UNITS = 4096;

    /** Units whose times are told in buckets of their own: each costs dozens of series. */
    public static final int MAX_DETAILED = 256;

    /** Initiators, each at one target, that are counted by name. */
    public static final int MAX_INITIATORS = 1024;

    private final Map<UnitKey, Tally> units = new LinkedHashMap<>();
    private final Map<InitiatorKey, Tally> initiators = new LinkedHashMap<>();
    private final Map<Long, Tally> sessions = new HashMap<>();
    private final Map<CommandMeter, Placed> placed = new HashMap<>();
    private final Map<Managed, Long> functions = new HashMap<>();
    private final Map<String, Long> refusedLogins = new HashMap<>();
    private long logins;
    private int detailed;

    /** Of units that are gone. */
    private Reading gone = Reading.ZERO;

    /** The part of that whose times were told with those of others. */
    private Reading goneUndetailed = Reading.ZERO;

    private volatile Supplier<Optional<Mapping>> mapping = Optional::empty;

    /** Where a meter counts. */
    private record Placed(Tally unit, Tally initiator, long sessionId, Tally session) {}

    /** Says what is mapped; until then nothing is taken for unmapped. */
    public void follow(Supplier<Mapping> mapped) {
        mapping = () -> Optional.of(mapped.get());
    }

    public synchronized void loggedIn() {
        logins++;
    }

    /**
     * @param cause one of a few
     */
    public synchronized void loginRefused(String cause) {
        refusedLogins.merge(cause, 1L, Long::sum);
    }

    public synchronized void managed(Managed managed) {
        functions.merge(managed, 1L, Long::sum);
    }

    /** A session sends its first command to a unit. */
    public synchronized CommandMeter unitReached(UnitUse use) {
        CommandMeter meter = new CommandMeter();
        String target = use.nexus().targetName();
        Placed place =
                new Placed(
                        unit(new UnitKey(target, use.lun(), use.unit().naa())),
                        initiator(new InitiatorKey(target, use.nexus().initiatorName())),
                        use.sessionId(),
                        sessions.computeIfAbsent(use.sessionId(), _ -> new Tally(false)));
        place.unit().add(meter);
        place.initiator().add(meter);
        place.session().add(meter);
        placed.put(meter, place);
        return meter;
    }

    /** A meter counts no more. */
    public synchronized void unitLeft(CommandMeter meter) {
        Placed place = placed.remove(meter);
        if (place == null) {
            throw new IllegalArgumentException("a meter of somebody else's");
        }
        Reading last = meter.read();
        place.unit().end(meter, last);
        place.initiator().end(meter, last);
        place.session().end(meter, last);
        if (!place.session().isLive()) {
            sessions.remove(place.sessionId());
        }
    }

    private Tally unit(UnitKey key) {
        Tally known = units.get(key);
        if (known != null) {
            return known;
        }
        if (units.size() >= MAX_UNITS) {
            forgetUnmapped();
        }
        if (units.size() >= MAX_UNITS) {
            return units.computeIfAbsent(UnitKey.OTHER, _ -> new Tally(false));
        }
        Tally fresh = new Tally(detailed < MAX_DETAILED);
        detailed += fresh.isDetailed() ? 1 : 0;
        units.put(key, fresh);
        return fresh;
    }

    private Tally initiator(InitiatorKey key) {
        Tally known = initiators.get(key);
        if (known != null) {
            return known;
        }
        if (initiators.size() >= MAX_INITIATORS) {
            forgetUnmapped();
        }
        InitiatorKey placeKey = initiators.size() < MAX_INITIATORS ? key : InitiatorKey.OTHER;
        return initiators.computeIfAbsent(placeKey, _ -> new Tally(false));
    }

    /** What was unmapped, and is not used by a running command's session any more, goes. */
    private void forgetUnmapped() {
        mapping.get()
                .ifPresent(current -> {
                    units.entrySet()
                            .removeIf(entry -> {
                                boolean forgotten =
                                        !entry.getKey().isOther()
                                                && !entry.getValue().isLive()
                                                && !entry.getKey().isIn(current);
                                if (forgotten) {
                                    forget(entry.getValue());
                                }
                                return forgotten;
                            });
                    initiators
                            .entrySet()
                            .removeIf(entry ->
                                    !entry.getKey().equals(InitiatorKey.OTHER)
                                            && !entry.getValue().isLive()
                                            && !entry.getKey().isIn(current));
                });
    }

    private void forget(Tally unit) {
        gone = gone.plus(unit.ended());
        if (unit.isDetailed()) {
            detailed--;
        } else {
            goneUndetailed = goneUndetailed.plus(unit.ended());
        }
    }

    /** Everything until now. */
    public TrafficSnapshot snapshot() {
        return capture().read();
    }

    private synchronized Captured capture() {
        forgetUnmapped();
        return new Captured(
                gone,
                goneUndetailed,
                pending(units),
                pending(initiators),
                pending(sessions),
                Map.copyOf(functions),
                logins,
                Map.copyOf(refusedLogins));
    }

    private static <K> Map<K, Tally.Pending> pending(Map<K, Tally> tallies) {
        Map<K, Tally.Pending> pending = new LinkedHashMap<>();
        tallies.forEach((key, tally) -> pending.put(key, tally.pending()));
        return pending;
    }

    /** What is to be read. */
    private record Captured(
            Reading gone,
            Reading goneUndetailed,
            Map<UnitKey, Tally.Pending> units,
            Map<InitiatorKey, Tally.Pending> initiators,
            Map<Long, Tally.Pending> sessions,
            Map<Managed, Long> functions,
            long logins,
            Map<String, Long> refusedLogins) {

        TrafficSnapshot read() {
            Reading total = gone;
            Reading undetailed = goneUndetailed;
            Map<UnitKey, UnitTraffic> readUnits = new LinkedHashMap<>();
            for (Map.Entry<UnitKey, Tally.Pending> entry : units.entrySet()) {
                Reading reading = entry.getValue().read();
                total = total.plus(reading);
                if (!entry.getValue().detailed()) {
                    undetailed = undetailed.plus(reading);
                }
                readUnits.put(
                        entry.getKey(), new UnitTraffic(reading, entry.getValue().detailed()));
            }
            return new TrafficSnapshot(
                    total,
                    undetailed,
                    readUnits,
                    read(initiators),
                    read(sessions),
                    functions,
                    logins,
                    refusedLogins);
        }

        private static <K> Map<K, Reading> read(Map<K, Tally.Pending> pending) {
            Map<K, Reading> readings = new LinkedHashMap<>();
            pending.forEach((key, tally) -> readings.put(key, tally.read()));
            return readings;
        }
    }
}
