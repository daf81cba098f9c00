package dev.rbdgate.gateway.traffic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rbdgate.config.GrantMapping;
import dev.rbdgate.config.ImageReference;
import dev.rbdgate.config.LunMapping;
import dev.rbdgate.config.Mapping;
import dev.rbdgate.config.TargetMapping;
import dev.rbdgate.gateway.traffic.TrafficSnapshot.Managed;
import dev.rbdgate.iscsi.session.UnitUse;
import dev.rbdgate.scsi.Nexus;
import dev.rbdgate.scsi.ScsiStatus;
import dev.rbdgate.scsi.TaskManagement;
import dev.rbdgate.scsi.meter.CommandKind;
import dev.rbdgate.scsi.meter.CommandMeter;
import dev.rbdgate.scsi.meter.Reading;
import dev.rbdgate.scsi.unit.UnitIdentity;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

final class TrafficTest {

    private static final String TARGET = "iqn.2026-11.dev.rbdgate:t";
    private static final String HOST = "iqn.2026-11.test:host";
    private static final long NAA = 0x3000000000000000L;

    private final Traffic traffic = new Traffic();
    private Mapping mapping = mapping(0, 1);

    private static Mapping mapping(int... luns) {
        SortedMap<Integer, LunMapping> mapped = new TreeMap<>();
        for (int lun : luns) {
            mapped.put(
                    lun,
                    new LunMapping(
                            lun,
                            new ImageReference("rbd", "", "image" + lun, "id", Optional.empty()),
                            "%016x".formatted(NAA | lun),
                            "serial",
                            false,
                            512,
                            true,
                            false,
                            true));
        }
        SortedMap<String, GrantMapping> grants = new TreeMap<>();
        grants.put(HOST, new GrantMapping(HOST, List.of(), Optional.empty(), Optional.empty()));
        SortedMap<String, TargetMapping> targets = new TreeMap<>();
        targets.put(
                TARGET, new TargetMapping(TARGET, "", List.of(), Optional.empty(), mapped, grants));
        return new Mapping(targets, Optional.empty());
    }

    private CommandMeter reach(long session, String initiator, int lun) {
        return traffic.unitReached(
                new UnitUse(
                        session,
                        new Nexus(initiator, session, TARGET, 1),
                        lun,
                        new UnitIdentity(NAA | lun, "serial", "image" + lun)));
    }

    private static void read(CommandMeter meter, int times) {
        for (int i = 0; i < times; i++) {
            meter.started();
            meter.answered(CommandKind.READ, 512, 1000, ScsiStatus.GOOD, null);
        }
    }

    private static long reads(@Nullable Reading reading) {
        return Objects.requireNonNull(reading).operations(CommandKind.READ);
    }

    private static long reads(TrafficSnapshot snapshot, UnitKey unit) {
        return reads(Objects.requireNonNull(snapshot.units().get(unit)).reading());
    }

    @Test
    void whatEndedSessionsDidStaysWithUnitAndInitiator() {
        traffic.follow(() -> mapping);
        CommandMeter first = reach(1, HOST, 0);
        read(first, 3);
        traffic.unitLeft(first);
        read(reach(2, HOST, 0), 2);
        read(reach(2, HOST, 1), 5);
        TrafficSnapshot snapshot = traffic.snapshot();
        UnitKey unit = new UnitKey(TARGET, 0, NAA);
        assertThat(reads(snapshot, unit)).isEqualTo(5);
        assertThat(reads(snapshot.initiators().get(new InitiatorKey(TARGET, HOST)))).isEqualTo(10);
        assertThat(reads(snapshot.total())).isEqualTo(10);
        assertThat(snapshot.sessions()).containsOnlyKeys(2L);
        assertThat(reads(snapshot.sessions().get(2L))).isEqualTo(7);
    }

    @Test
    void aUnitGoesWhenItIsUnmappedAndTheTotalKeepsItsPart() {
        traffic.follow(() -> mapping);
        CommandMeter meter = reach(1, HOST, 0);
        read(meter, 3);
        mapping = mapping(1);
        assertThat(traffic.snapshot().units()).as("still used").hasSize(1);
        traffic.unitLeft(meter);
        assertThat(traffic.snapshot().units()).isEmpty();
        assertThat(reads(traffic.snapshot().total())).isEqualTo(3);
        assertThat(reads(traffic.snapshot().undetailed())).isZero();
    }

    @Test
    void anotherUnitUnderTheSameNumberBeginsAtZero() {
        traffic.follow(() -> mapping);
        CommandMeter meter =
                traffic.unitReached(
                        new UnitUse(
                                1,
                                new Nexus(HOST, 1, TARGET, 1),
                                0,
                                new UnitIdentity(NAA | 77, "serial", "former")));
        read(meter, 3);
        traffic.unitLeft(meter);
        read(reach(1, HOST, 0), 1);
        TrafficSnapshot snapshot = traffic.snapshot();
        assertThat(snapshot.units()).containsOnlyKeys(new UnitKey(TARGET, 0, NAA));
        assertThat(reads(snapshot.units().values().iterator().next().reading())).isOne();
    }

    @Test
    void anInitiatorWithoutAGrantOfItsNameGoesWithItsLastSession() {
        traffic.follow(() -> mapping);
        CommandMeter meter = reach(1, "iqn.2026-11.test:guest", 0);
        assertThat(traffic.snapshot().initiators()).hasSize(1);
        traffic.unitLeft(meter);
        assertThat(traffic.snapshot().initiators()).isEmpty();
        traffic.unitLeft(reach(2, HOST, 0));
        assertThat(traffic.snapshot().initiators())
                .containsOnlyKeys(new InitiatorKey(TARGET, HOST));
    }

    @Test
    void beyondTheirPlacesUnitsAreCountedTogether() {
        for (int lun = 0; lun < Traffic.MAX_UNITS + 3; lun++) {
            read(reach(1, HOST, lun), 1);
        }
        TrafficSnapshot snapshot = traffic.snapshot();
        assertThat(snapshot.units()).hasSize(Traffic.MAX_UNITS + 1);
        assertThat(reads(snapshot, UnitKey.OTHER)).isEqualTo(3);
        assertThat(snapshot.units().values())
                .filteredOn(TrafficSnapshot.UnitTraffic::detailed)
                .hasSize(Traffic.MAX_DETAILED);
        assertThat(reads(snapshot.undetailed()))
                .isEqualTo(Traffic.MAX_UNITS + 3 - Traffic.MAX_DETAILED);
        assertThat(reads(snapshot.total())).isEqualTo(Traffic.MAX_UNITS + 3);
    }

    @Test
    void placesOfUnmappedUnitsAreTakenByNewOnesAndNothingIsLost() {
        traffic.follow(() -> mapping);
        for (int lun = 0; lun < Traffic.MAX_UNITS; lun++) {
            CommandMeter meter = reach(1, HOST, lun);
            read(meter, 1);
            traffic.unitLeft(meter);
        }
        mapping = mapping(5000);
        read(reach(1, HOST, 5000), 1);
        TrafficSnapshot snapshot = traffic.snapshot();
        assertThat(snapshot.units()).containsOnlyKeys(new UnitKey(TARGET, 5000, NAA | 5000));
        assertThat(snapshot.units().values().iterator().next().detailed()).isTrue();
        assertThat(reads(snapshot.total())).isEqualTo(Traffic.MAX_UNITS + 1);
        assertThat(reads(snapshot.undetailed()))
                .as("counters do not fall")
                .isEqualTo(Traffic.MAX_UNITS - Traffic.MAX_DETAILED);
    }

    @Test
    void beyondTheirPlacesInitiatorsAreCountedTogether() {
        for (int host = 0; host < Traffic.MAX_INITIATORS + 2; host++) {
            read(reach(host, HOST + host, 0), 1);
        }
        TrafficSnapshot snapshot = traffic.snapshot();
        assertThat(snapshot.initiators()).hasSize(Traffic.MAX_INITIATORS + 1);
        assertThat(reads(snapshot.initiators().get(InitiatorKey.OTHER))).isEqualTo(2);
    }

    @Test
    void aMeterIsGivenBackOnce() {
        CommandMeter meter = reach(1, HOST, 0);
        traffic.unitLeft(meter);
        assertThatThrownBy(() -> traffic.unitLeft(meter))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void loginsAndFunctionsAreCountedByTheirOutcome() {
        traffic.loggedIn();
        traffic.loginRefused("not_found");
        traffic.loginRefused("not_found");
        Managed reset =
                new Managed(
                        TaskManagement.Function.LOGICAL_UNIT_RESET,
                        TaskManagement.Response.FUNCTION_COMPLETE);
        traffic.managed(reset);
        TrafficSnapshot snapshot = traffic.snapshot();
        assertThat(snapshot.logins()).isOne();
        assertThat(snapshot.refusedLogins()).containsEntry("not_found", 2L);
        assertThat(snapshot.functions()).containsEntry(reset, 1L);
    }
}
