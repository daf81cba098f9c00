package dev.rbdgate.iscsi.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rbdgate.scsi.unit.LogicalUnit;
import dev.rbdgate.scsi.unit.LunInventory;
import dev.rbdgate.scsi.unit.UnitIdentity;
import dev.rbdgate.scsi.unit.UnitOptions;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class AccessTest {

    private static final String NAME = "iqn.2026-11.dev.rbdgate.test:a";
    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");
    private static final InetAddress ELSEWHERE = InetAddress.ofLiteral("10.9.9.9");

    private static Grant grant(String initiator, String... addresses) {
        return new Grant(initiator, List.of(addresses), Optional.empty(), Optional.empty());
    }

    private static TargetDefinition target(List<Portal> portals, Grant... grants) {
        return new TargetDefinition(
                "iqn.2026-11.dev.rbdgate:t",
                "",
                portals,
                new LunInventory(new TreeMap<>()),
                List.of(grants));
    }

    @Test
    void nobodyGetsInWithoutAGrant() {
        assertThat(Access.grant(target(List.of()), NAME, LOOPBACK)).isEmpty();
        assertThat(Access.grant(target(List.of(), grant(NAME + "b")), NAME, LOOPBACK)).isEmpty();
    }

    @Test
    void grantForEveryInitiatorServesNamesThatHaveNone() {
        Grant every = grant(Grant.EVERY_INITIATOR);
        assertThat(Access.grant(target(List.of(), every), NAME, LOOPBACK)).contains(every);
    }

    @Test
    void grantForTheExactNameAloneDecides() {
        Grant exact = grant(NAME, "10.0.0.0/8");
        TargetDefinition target = target(List.of(), grant(Grant.EVERY_INITIATOR), exact);
        assertThat(Access.grant(target, NAME, ELSEWHERE)).contains(exact);
        assertThat(Access.grant(target, NAME, LOOPBACK)).isEmpty();
    }

    @Test
    void grantMayBeNarrowedToSeveralBlocks() {
        Grant narrow = grant(Grant.EVERY_INITIATOR, "127.0.0.0/8", "::1/128");
        TargetDefinition target = target(List.of(), narrow);
        assertThat(Access.grant(target, NAME, LOOPBACK)).isPresent();
        assertThat(Access.grant(target, NAME, InetAddress.ofLiteral("::1"))).isPresent();
        assertThat(Access.grant(target, NAME, ELSEWHERE)).isEmpty();
    }

    @Test
    void targetWithoutPortalsIsReachedEverywhereInGroup1() {
        assertThat(Access.portalGroup(target(List.of()), new InetSocketAddress(ELSEWHERE, 99)))
                .contains(1);
    }

    @Test
    void targetWithPortalsIsReachedThroughThemOnly() {
        TargetDefinition target =
                target(
                        List.of(
                                new Portal("10.9.9.9", 3260, 2, Optional.empty()),
                                new Portal("0.0.0.0", 3261, 3, Optional.empty())));
        assertThat(Access.portalGroup(target, new InetSocketAddress(ELSEWHERE, 3260))).contains(2);
        assertThat(Access.portalGroup(target, new InetSocketAddress(LOOPBACK, 3260))).isEmpty();
        assertThat(Access.portalGroup(target, new InetSocketAddress(LOOPBACK, 3261))).contains(3);
    }

    @Test
    void grantMayIncludeSomeLunsOnly() {
        LogicalUnit unit =
                new LogicalUnit(new UnitIdentity(3L << 60, "s", "n"), UnitOptions.DEFAULT);
        TreeMap<Integer, LunInventory.Mapping> luns = new TreeMap<>();
        luns.put(0, new LunInventory.Mapping(unit, false));
        luns.put(7, new LunInventory.Mapping(unit, true));
        TargetDefinition target =
                new TargetDefinition(
                        "iqn.2026-11.dev.rbdgate:t",
                        "",
                        List.of(),
                        new LunInventory(luns),
                        List.of());
        Grant some = new Grant(NAME, List.of(), Optional.empty(), Optional.of(Set.of(7, 9)));
        assertThat(Access.inventory(target, some).luns()).containsOnlyKeys(7);
        assertThat(Access.inventory(target, grant(NAME)).luns()).containsOnlyKeys(0, 7);
    }

    @Test
    void addressAskedThroughIsAnsweredWhereNothingElseIsSet() {
        InetSocketAddress local = new InetSocketAddress(InetAddress.ofLiteral("fd00::1"), 3260);
        assertThat(TargetAddresses.of(target(List.of()), List.of(), local))
                .containsExactly("[fd00::1]:3260,1");
        assertThat(
                        TargetAddresses.of(
                                target(List.of()),
                                List.of(),
                                new InetSocketAddress(LOOPBACK, 3260)))
                .containsExactly("127.0.0.1:3260,1");
    }

    @Test
    void advertisedAddressesComeBeforeTheAddressAskedThrough() {
        assertThat(
                        TargetAddresses.of(
                                target(List.of()),
                                List.of("gw1.example:3260", "gw2.example:3260"),
                                new InetSocketAddress(LOOPBACK, 3260)))
                .containsExactly("gw1.example:3260,1", "gw2.example:3260,1");
    }

    @Test
    void portalsAnswerTheirOwnAndNeverAWildcard() {
        TargetDefinition target =
                target(
                        List.of(
                                new Portal("10.9.9.9", 3260, 1, Optional.empty()),
                                new Portal("::", 3261, 2, Optional.empty()),
                                new Portal("10.9.9.8", 3260, 3, Optional.of("nat.example:9"))));
        assertThat(TargetAddresses.of(target, List.of(), new InetSocketAddress(LOOPBACK, 3260)))
                .containsExactly("10.9.9.9:3260,1", "127.0.0.1:3261,2", "nat.example:9,3");
    }

    @Test
    void secretsAreNotShown() {
        ChapAuthentication.Credentials credentials =
                new ChapAuthentication.Credentials("user", "top-secret-value");
        assertThat(new ChapAuthentication(credentials, Optional.of(credentials)).toString())
                .contains("user")
                .doesNotContain("top-secret-value");
    }
}
