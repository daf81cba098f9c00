package dev.rbdgate.gateway.control;

import dev.rbdgate.config.GrantMapping;
import dev.rbdgate.config.TargetMapping;
import dev.rbdgate.iscsi.IscsiTarget;
import dev.rbdgate.iscsi.SessionInfo;
import dev.rbdgate.rbd.image.ImageInfo;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** The sessions of initiators. */
public final class Sessions {

    private final IscsiTarget target;
    private final ServedMapping served;

    Sessions(IscsiTarget target, ServedMapping served) {
        this.target = target;
        this.served = served;
    }

    /** Oldest first. */
    public List<SessionInfo> list() {
        return target.sessions();
    }

    public SessionInfo get(long id) {
        return target.sessions().stream()
                .filter(it -> it.id() == id)
                .findFirst()
                .orElseThrow(() -> notFound(id));
    }

    /** The names of the initiators that are logged in to a target. */
    List<String> of(String iqn) {
        return target.sessions().stream()
                .filter(it ->
                        it.nexus().filter(nexus -> nexus.targetName().equals(iqn)).isPresent())
                .map(SessionInfo::initiatorName)
                .toList();
    }

    /** Closes a session; the initiator may log in again. */
    public void delete(long id) {
        if (!target.closeSession(id)) {
            throw notFound(id);
        }
    }

    /**
     * Refuses while sessions reach an image.
     *
     * @param field of the request; may be empty
     * @param force do not look
     */
    void checkUnused(ImageInfo image, String field, boolean force) {
        String naa = served.naa(image);
        List<String> users =
                target.sessions().stream()
                        .filter(it -> reaches(it, naa))
                        .map(SessionInfo::initiatorName)
                        .distinct()
                        .toList();
        if (!force && !users.isEmpty()) {
            throw RefusedException.conflict(
                    field,
                    "%s is in use by %s; log out there first, or set force"
                            .formatted(image.name(), String.join(", ", users)));
        }
    }

    /**
     * Closes the sessions that reach a unit.
     *
     * @return completes when none of their commands runs any more
     */
    CompletableFuture<Void> dropReaching(String naa, String reason) {
        return target.dropSessions(it -> reaches(it, naa), reason);
    }

    private boolean reaches(SessionInfo session, String naa) {
        Optional<TargetMapping> target =
                session.nexus().flatMap(nexus -> served.current().target(nexus.targetName()));
        return target.isPresent()
                && Initiators.deciding(target.get(), session.initiatorName())
                        .filter(grant -> reaches(target.get(), grant, naa))
                        .isPresent();
    }

    private static boolean reaches(TargetMapping target, GrantMapping grant, String naa) {
        return target.luns().values().stream()
                .filter(lun -> lun.naa().equals(naa))
                .anyMatch(lun -> grant.luns().map(it -> it.contains(lun.lun())).orElse(true));
    }

    private static RefusedException notFound(long id) {
        return RefusedException.notFound("there is no session " + id);
    }
}
