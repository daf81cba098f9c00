package dev.rbdgate.gateway.rest;

import dev.rbdgate.block.RateLimits;
import dev.rbdgate.config.ChapMapping;
import dev.rbdgate.config.GrantMapping;
import dev.rbdgate.config.LunMapping;
import dev.rbdgate.config.PortalMapping;
import dev.rbdgate.config.RateMapping;
import dev.rbdgate.config.RedirectMapping;
import dev.rbdgate.config.TargetMapping;
import dev.rbdgate.gateway.control.Alert;
import dev.rbdgate.gateway.control.ImageDetails;
import dev.rbdgate.gateway.control.LimitRequests;
import dev.rbdgate.gateway.control.LunDetails;
import dev.rbdgate.gateway.control.TaskStatus;
import dev.rbdgate.gateway.control.UnitProblem;
import dev.rbdgate.iscsi.SessionInfo;
import dev.rbdgate.rbd.image.Feature;
import dev.rbdgate.rbd.image.ImageInfo;
import dev.rbdgate.rbd.image.ParentRef;
import dev.rbdgate.rbd.image.Snapshot;
import dev.rbdgate.scsi.Nexus;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What answers look like. No view holds a secret. */
final class Views {

    private Views() {}

    record Lun(
            int lun,
            String image,
            String imageId,
            @Nullable Long sizeBytes,
            boolean readOnly,
            int blockSize,
            boolean writeCache,
            boolean removable,
            boolean thinProvisioned,
            @Nullable Limits limits,
            String serial,
            String naa,
            String state,
            @Nullable String problem)
            implements Tagged {

        static Lun of(LunDetails details) {
            LunMapping lun = details.lun();
            return new Lun(
                    lun.lun(),
                    lun.image().path(),
                    lun.image().imageId(),
                    details.ready() ? (Long) details.sizeBytes().getAsLong() : null,
                    lun.readOnly(),
                    lun.blockBytes(),
                    lun.writeCache(),
                    lun.removable(),
                    lun.thinProvisioned(),
                    Limits.of(lun.limits()),
                    lun.serial(),
                    lun.naa(),
                    details.ready() ? "ready" : "not-ready",
                    details.problem().map(UnitProblem::detail).orElse(null));
        }
    }

    /** What is null is not limited. */
    record Limits(
            @Nullable Long readIops,
            @Nullable Long writeIops,
            @Nullable Long readBytes,
            @Nullable Long writeBytes,
            double burstSeconds) {

        private static final double MILLIS_PER_SECOND = 1000;

        /** Null if nothing is limited. */
        static @Nullable Limits of(RateMapping limits) {
            RateLimits rates = LimitRequests.rates(limits);
            return rates.isUnlimited()
                    ? null
                    : new Limits(
                            rate(limits.readIops()),
                            rate(limits.writeIops()),
                            rate(limits.readBytes()),
                            rate(limits.writeBytes()),
                            rates.burst().toMillis() / MILLIS_PER_SECOND);
        }

        private static @Nullable Long rate(long rate) {
            return rate == 0 ? null : (Long) rate;
        }
    }

    record Portal(String address, int port, int group, @Nullable String advertise) {
        static Portal of(PortalMapping portal) {
            return new Portal(
                    portal.address(),
                    portal.port(),
                    portal.group(),
                    portal.advertise().orElse(null));
        }
    }

    record Redirect(String address, int port, boolean permanent) {
        static Redirect of(RedirectMapping redirect) {
            return new Redirect(redirect.host(), redirect.port(), redirect.permanent());
        }
    }

    record Target(
            String iqn,
            String alias,
            List<Portal> portals,
            @Nullable Redirect redirect,
            List<Lun> luns,
            List<String> initiators)
            implements Tagged {
        static Target of(TargetMapping target, List<LunDetails> luns) {
            return new Target(
                    target.iqn(),
                    target.alias(),
                    target.portals().stream().map(Portal::of).toList(),
                    target.redirect().map(Redirect::of).orElse(null),
                    luns.stream().map(Lun::of).toList(),
                    List.copyOf(target.grants().keySet()));
        }
    }

    record ChapUser(String user) {
        static @Nullable ChapUser of(Optional<ChapMapping.Login> login) {
            return login.map(it -> new ChapUser(it.user())).orElse(null);
        }
    }

    /**
     * @param luns "all" or a list of numbers
     */
    record Initiator(
            String initiator,
            List<String> addresses,
            @Nullable ChapUser chap,
            @Nullable ChapUser mutualChap,
            Object luns,
            @Nullable Limits limits)
            implements Tagged {
        static Initiator of(GrantMapping grant) {
            return new Initiator(
                    grant.initiator(),
                    grant.addresses(),
                    ChapUser.of(grant.chap().map(ChapMapping::incoming)),
                    ChapUser.of(grant.chap().flatMap(ChapMapping::mutual)),
                    grant.luns().<Object>map(List::copyOf).orElse("all"),
                    Limits.of(grant.limits()));
        }
    }

    record DiscoveryAuth(@Nullable ChapUser chap, @Nullable ChapUser mutualChap) implements Tagged {
        static DiscoveryAuth of(Optional<ChapMapping> chap) {
            return new DiscoveryAuth(
                    ChapUser.of(chap.map(ChapMapping::incoming)),
                    ChapUser.of(chap.flatMap(ChapMapping::mutual)));
        }
    }

    record Image(
            String pool,
            String namespace,
            String name,
            String id,
            long sizeBytes,
            long usedBytes,
            long objectSizeBytes,
            long stripeUnitBytes,
            long stripeCount,
            int format,
            List<String> features,
            @Nullable String dataPool,
            @Nullable String parent,
            List<String> snapshots,
            @Nullable String lockOwner,
            Instant created,
            List<ImageDetails.MappedAt> luns)
            implements Tagged {
        static Image of(ImageDetails details) {
            ImageInfo info = details.info();
            return new Image(
                    info.name().pool(),
                    info.name().namespace(),
                    info.name().name(),
                    info.id(),
                    info.sizeBytes(),
                    info.usedBytes(),
                    info.objectBytes(),
                    info.stripeUnitBytes(),
                    info.stripeCount(),
                    info.format(),
                    info.features().stream().sorted().map(Feature::text).toList(),
                    info.dataPool().orElse(null),
                    info.parent().map(Image::parent).orElse(null),
                    info.snapshots().stream().map(Snapshot::name).toList(),
                    details.lockOwner().orElse(null),
                    info.created(),
                    details.luns());
        }

        /** What people call the parent; one in the trash has only its id. */
        private static String parent(ParentRef parent) {
            return parent.pool()
                    + (parent.namespace().isEmpty() ? "/" : "/" + parent.namespace() + "/")
                    + parent.name().orElse(parent.imageId())
                    + "@"
                    + parent.snapshot().orElseGet(() -> Long.toString(parent.snapshotId()));
        }
    }

    record Session(
            long id,
            String type,
            String initiator,
            @Nullable String isid,
            String address,
            @Nullable String target,
            @Nullable Integer portalGroup,
            String targetAddress,
            int connections,
            Instant since,
            Map<String, String> keys,
            SessionInfo.Counters counters) {
        static Session of(SessionInfo session) {
            @Nullable Nexus nexus = session.nexus().orElse(null);
            return new Session(
                    session.id(),
                    nexus == null ? "discovery" : "normal",
                    session.initiatorName(),
                    nexus == null ? null : "0x%012x".formatted(nexus.isid()),
                    session.initiatorAddress(),
                    nexus == null ? null : nexus.targetName(),
                    nexus == null ? null : (Integer) nexus.portalGroupTag(),
                    session.targetAddress(),
                    session.connections(),
                    session.since(),
                    new TreeMap<>(session.keys()),
                    session.counters());
        }
    }

    record Task(
            String id,
            String kind,
            String subject,
            String state,
            int percent,
            @Nullable String error,
            @Nullable Long sizeBytes,
            Instant started,
            String cancelling) {
        static Task of(TaskStatus task) {
            return new Task(
                    task.id(),
                    task.kind(),
                    task.subject(),
                    task.state().name().toLowerCase(Locale.ROOT),
                    task.percent(),
                    task.error().orElse(null),
                    task.sizeBytes().orElse(null),
                    task.started(),
                    task.cancelling().name().toLowerCase(Locale.ROOT));
        }
    }

    record Store(String kind, String id) {}

    record Capacity(long totalBytes, long usedBytes, long availableBytes) {}

    record Problem(
            String target, int lun, String image, String detail, int attempts, Instant since) {}

    /** What wants attention. */
    record AlertView(String severity, String kind, String subject, String detail) {
        static AlertView of(Alert alert) {
            return new AlertView(
                    alert.severity().name().toLowerCase(Locale.ROOT),
                    alert.kind(),
                    alert.subject(),
                    alert.detail());
        }
    }

    record SystemView(
            String version,
            Store store,
            String health,
            List<AlertView> alerts,
            Capacity capacity,
            List<String> portals,
            List<String> tlsPortals,
            List<String> pools,
            int targets,
            int luns,
            int sessions,
            List<Problem> problems) {}
}
