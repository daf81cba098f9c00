package dev.rbdgate.gateway.access;

import static dev.rbdgate.gateway.access.Role.ADMIN;
import static dev.rbdgate.gateway.access.Role.OPERATOR;
import static dev.rbdgate.gateway.access.Role.VIEWER;

import java.util.List;

/**
 * What each role may do: one line for each endpoint. What is not in it is the admin's alone, and a
 * failing test.
 *
 * <p>A viewer sees names, states and numbers, but no data and no one's credentials. An operator
 * runs the storage. The admin decides who may come in at all, and takes locks from other clients of
 * a cluster.
 */
public final class Permissions {

    private static final String API = "/api/v1";
    private static final String IMAGE = "/images/{pool}/{name}";
    private static final String SNAPSHOT = IMAGE + "/snapshots/{snap}";
    private static final String LUN = "/targets/{iqn}/luns/{lun}";
    private static final String GRANT = "/targets/{iqn}/initiators/{name}";

    private static final List<Permission> TABLE =
            List.of(
                    api("GET", "/caller", VIEWER, "caller.show"),
                    api("GET", "/system", VIEWER, "system.show"),
                    api("GET", "/history", VIEWER, "history.show"),
                    api("GET", "/rates", VIEWER, "history.show"),
                    api("GET", "/events", VIEWER, "event.list"),
                    api("GET", "/images", VIEWER, "image.list"),
                    api("POST", "/images", OPERATOR, "image.create"),
                    api("GET", IMAGE, VIEWER, "image.show"),
                    api("PATCH", IMAGE, OPERATOR, "image.set"),
                    api("DELETE", IMAGE, OPERATOR, "image.delete"),
                    api("POST", IMAGE + "/flatten", OPERATOR, "image.flatten"),
                    api("POST", IMAGE + "/copy", OPERATOR, "image.copy"),
                    api("GET", IMAGE + "/children", VIEWER, "image.children"),
                    api("GET", IMAGE + "/features", VIEWER, "image.features"),
                    api("PATCH", IMAGE + "/features", OPERATOR, "image.set"),
                    api("GET", IMAGE + "/metadata", VIEWER, "metadata.list"),
                    api("GET", IMAGE + "/metadata/{key}", VIEWER, "metadata.show"),
                    api("PUT", IMAGE + "/metadata/{key}", OPERATOR, "metadata.set"),
                    api("DELETE", IMAGE + "/metadata/{key}", OPERATOR, "metadata.delete"),
                    api("GET", IMAGE + "/content", OPERATOR, "image.export"),
                    api("PUT", IMAGE + "/content", OPERATOR, "image.import"),
                    api("GET", IMAGE + "/lock", VIEWER, "lock.show"),
                    api("DELETE", IMAGE + "/lock", ADMIN, "lock.break"),
                    api("GET", IMAGE + "/object-map", VIEWER, "object-map.show"),
                    api("POST", IMAGE + "/object-map/check", OPERATOR, "object-map.check"),
                    api("POST", IMAGE + "/object-map/rebuild", OPERATOR, "object-map.rebuild"),
                    api("GET", IMAGE + "/snapshots", VIEWER, "snapshot.list"),
                    api("POST", IMAGE + "/snapshots", OPERATOR, "snapshot.create"),
                    api("GET", SNAPSHOT, VIEWER, "snapshot.show"),
                    api("PATCH", SNAPSHOT, OPERATOR, "snapshot.set"),
                    api("DELETE", SNAPSHOT, OPERATOR, "snapshot.delete"),
                    api("POST", SNAPSHOT + "/rollback", OPERATOR, "snapshot.rollback"),
                    api("GET", "/trash", VIEWER, "trash.list"),
                    api("POST", "/trash", OPERATOR, "trash.move"),
                    api("GET", "/trash/{id}", VIEWER, "trash.show"),
                    api("POST", "/trash/{id}/restore", OPERATOR, "trash.restore"),
                    api("DELETE", "/trash/{id}", OPERATOR, "trash.delete"),
                    api("GET", "/namespaces", VIEWER, "namespace.list"),
                    api("POST", "/namespaces", OPERATOR, "namespace.create"),
                    api("GET", "/namespaces/{name}", VIEWER, "namespace.show"),
                    api("DELETE", "/namespaces/{name}", OPERATOR, "namespace.delete"),
                    api("GET", "/volumes", VIEWER, "volume.list"),
                    api("POST", "/volumes", OPERATOR, "volume.create"),
                    api("GET", "/volumes/{name}", VIEWER, "volume.show"),
                    api("GET", "/volumes/{name}/host-lines", VIEWER, "volume.show"),
                    api("DELETE", "/volumes/{name}", OPERATOR, "volume.delete"),
                    api("GET", "/targets", VIEWER, "target.list"),
                    api("POST", "/targets", OPERATOR, "target.create"),
                    api("GET", "/targets/{iqn}", VIEWER, "target.show"),
                    api("PATCH", "/targets/{iqn}", OPERATOR, "target.set"),
                    api("DELETE", "/targets/{iqn}", OPERATOR, "target.delete"),
                    api("GET", "/targets/{iqn}/luns", VIEWER, "lun.list"),
                    api("POST", "/targets/{iqn}/luns", OPERATOR, "lun.create"),
                    api("GET", LUN, VIEWER, "lun.show"),
                    api("GET", LUN + "/persistent-volume", VIEWER, "lun.show"),
                    api("PATCH", LUN, OPERATOR, "lun.set"),
                    api("DELETE", LUN, OPERATOR, "lun.delete"),
                    api("GET", "/targets/{iqn}/initiators", VIEWER, "initiator.list"),
                    api("POST", "/targets/{iqn}/initiators", OPERATOR, "initiator.create"),
                    api("GET", GRANT, VIEWER, "initiator.show"),
                    api("PATCH", GRANT, OPERATOR, "initiator.set"),
                    api("DELETE", GRANT, OPERATOR, "initiator.delete"),
                    api("GET", "/discovery-auth", VIEWER, "discovery-auth.show"),
                    api("PUT", "/discovery-auth", ADMIN, "discovery-auth.set"),
                    api("GET", "/sessions", VIEWER, "session.list"),
                    api("GET", "/sessions/{id}", VIEWER, "session.show"),
                    api("DELETE", "/sessions/{id}", OPERATOR, "session.delete"),
                    api("GET", "/tasks", VIEWER, "task.list"),
                    api("GET", "/tasks/{id}", VIEWER, "task.show"),
                    api("DELETE", "/tasks/{id}", OPERATOR, "task.delete"),
                    api("GET", "/tokens", ADMIN, "token.list"),
                    api("POST", "/tokens", ADMIN, "token.create"),
                    api("GET", "/tokens/{name}", ADMIN, "token.show"),
                    api("DELETE", "/tokens/{name}", ADMIN, "token.delete"),
                    api("GET", "/audit", ADMIN, "audit.list"),
                    new Permission("GET", "/v3/api-docs", VIEWER, "api-docs"),
                    new Permission("GET", "/v3/api-docs.yaml", VIEWER, "api-docs"),
                    new Permission("GET", "/actuator/health", VIEWER, "health"),
                    new Permission("GET", "/actuator/health/**", VIEWER, "health"),
                    new Permission("GET", "/actuator/prometheus", VIEWER, "metrics"));

    private Permissions() {}

    public static List<Permission> table() {
        return TABLE;
    }

    private static Permission api(String method, String pattern, Role role, String action) {
        return new Permission(method, API + pattern, role, action);
    }
}
