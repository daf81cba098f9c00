package dev.rbdgate.gateway.startup;

import dev.rbdgate.gateway.control.ByteSizes;
import dev.rbdgate.gateway.control.ChapRequests;
import dev.rbdgate.gateway.control.Gateway;
import dev.rbdgate.gateway.control.ImageDetails;
import dev.rbdgate.gateway.control.ImageRequest;
import dev.rbdgate.gateway.control.Initiators;
import dev.rbdgate.gateway.control.Layout;
import dev.rbdgate.gateway.control.Luns;
import dev.rbdgate.gateway.control.NetworkAddresses;
import dev.rbdgate.gateway.control.RefusedException;
import dev.rbdgate.gateway.control.UnitRequest;
import dev.rbdgate.gateway.settings.UsageException;
import dev.rbdgate.iscsi.catalogue.Grant;
import dev.rbdgate.rbd.image.ImageName;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;

/** Makes sure that volumes exist, and tells how to use them. */
final class Volumes {

    private static final String ACTOR = "--volume";
    private static final String POOL = "rbd";
    private static final String IQN_PREFIX = "iqn.2026-11.dev.rbdgate:";
    private static final List<String> LOOPBACK = List.of("127.0.0.0/8", "::1/128");

    private final Gateway gateway;

    Volumes(Gateway gateway) {
        this.gateway = gateway;
    }

    /**
     * Makes image, target, LUN 0 and a grant to loopback, those of them that are missing.
     *
     * @throws StartupException if something else is in their place
     */
    void ensure(VolumeRequest volume) {
        try {
            ensureImage(volume);
            ensureTarget(volume);
        } catch (RefusedException e) {
            throw new StartupException(
                    "The volume %s cannot be served: %s.".formatted(volume.name(), e.getMessage()),
                    "Remove what is in the way with ./rbdgate image, target or lun, or take another name.",
                    UsageException.EXIT_CODE);
        }
    }

    private void ensureImage(VolumeRequest volume) {
        ImageName name = new ImageName(POOL, "", volume.name());
        Optional<ImageDetails> present = gateway.images().find(name);
        if (present.isEmpty()) {
            var _ =
                    gateway.images()
                            .create(
                                    ACTOR,
                                    new ImageRequest(
                                            name,
                                            volume.sizeBytes(),
                                            Layout.DEFAULT,
                                            Optional.empty(),
                                            Optional.empty()));
        } else if (present.get().info().sizeBytes() != volume.sizeBytes()) {
            String presentSize = ByteSizes.format(present.get().info().sizeBytes());
            throw new StartupException(
                    "The image %s exists with %s, not %s."
                            .formatted(name, presentSize, ByteSizes.format(volume.sizeBytes())),
                    "Start with --volume %s=%s, and then change the size with: ./rbdgate image set %s --size %s"
                            .formatted(
                                    volume.name(),
                                    presentSize,
                                    name,
                                    ByteSizes.format(volume.sizeBytes())),
                    UsageException.EXIT_CODE);
        }
    }

    private void ensureTarget(VolumeRequest volume) {
        String iqn = iqn(volume);
        if (gateway.targets().list().stream().noneMatch(it -> it.iqn().equals(iqn))) {
            var _ = gateway.targets().create(ACTOR, iqn, "", List.of(), Optional.empty());
        }
        String image = POOL + "/" + volume.name();
        var present = gateway.targets().get(iqn);
        var lun = present.luns().get(0);
        if (lun == null) {
            var _ =
                    gateway.luns()
                            .create(
                                    ACTOR,
                                    iqn,
                                    new Luns.Request(
                                            image,
                                            Optional.of(0),
                                            false,
                                            UnitRequest.ANY,
                                            false,
                                            Optional.empty()));
        } else if (!lun.image().path().equals(image)) {
            throw RefusedException.conflict(
                    "lun", "LUN 0 of %s is %s".formatted(iqn, lun.image().path()));
        }
        if (!present.grants().containsKey(Grant.EVERY_INITIATOR)) {
            var _ =
                    gateway.initiators()
                            .create(
                                    ACTOR,
                                    iqn,
                                    new Initiators.Request(
                                            Grant.EVERY_INITIATOR,
                                            LOOPBACK,
                                            Optional.<ChapRequests.Login>empty(),
                                            Optional.empty(),
                                            Optional.empty(),
                                            Optional.empty()));
        }
    }

    /** Lines to paste. */
    static String instructions(List<VolumeRequest> volumes, List<InetSocketAddress> portals) {
        String portal = localPortal(portals);
        StringBuilder text = new StringBuilder();
        for (VolumeRequest volume : volumes) {
            text.append(
                    """

                    Volume %s: image rbd/%s, %s, LUN 0 of %s
                      iscsiadm -m discovery -t sendtargets -p %s
                      iscsiadm -m node -T %s -p %s --login
                    Only this machine may log in. To let another host in, by the name that stands in its
                    /etc/iscsi/initiatorname.iscsi:
                      ./rbdgate initiator create %s INITIATOR-NAME
                    """
                            .formatted(
                                    volume.name(),
                                    volume.name(),
                                    ByteSizes.format(volume.sizeBytes()),
                                    iqn(volume),
                                    portal,
                                    iqn(volume),
                                    portal,
                                    iqn(volume)));
        }
        return text.toString();
    }

    private static String iqn(VolumeRequest volume) {
        return IQN_PREFIX + volume.name();
    }

    /** How this machine reaches a portal, by IPv4 if it can. */
    private static String localPortal(List<InetSocketAddress> portals) {
        InetSocketAddress portal =
                portals.stream()
                        .filter(it -> it.getAddress() instanceof Inet4Address)
                        .findFirst()
                        .orElse(portals.getFirst());
        InetAddress address = portal.getAddress();
        String host =
                address.isAnyLocalAddress()
                        ? address instanceof Inet4Address ? "127.0.0.1" : "::1"
                        : NetworkAddresses.hostText(address.getAddress());
        return NetworkAddresses.bracketed(host) + ":" + portal.getPort();
    }
}
