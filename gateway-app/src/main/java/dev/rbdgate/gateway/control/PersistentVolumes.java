package dev.rbdgate.gateway.control;

import dev.rbdgate.config.GrantMapping;
import dev.rbdgate.config.PortalMapping;
import dev.rbdgate.config.TargetMapping;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A LUN as Kubernetes' own iSCSI volume (core v1, ISCSIPersistentVolumeSource): a PersistentVolume
 * and the claim that takes it, which {@code kubectl apply} takes as they are.
 */
public final class PersistentVolumes {

    /** What RFC 1123 lets a label be, which the names of our objects are. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    private PersistentVolumes() {}

    /**
     * What cannot be known from the mapping.
     *
     * @param name of volume, claim and Secret; empty: made from target and LUN
     * @param namespace of claim and Secret
     * @param portals {@code host:port} that the nodes reach; empty: the target's own
     * @param fileSystem empty: a block volume
     */
    public record Options(
            Optional<String> name,
            String namespace,
            List<String> portals,
            Optional<String> fileSystem) {}

    /**
     * A list of the objects. If a grant asks for CHAP, the volume names a Secret of its own name,
     * which is not in the list: secrets are never told.
     *
     * @throws RefusedException if no portal is known, or the LUN is not ready
     */
    public static Map<String, Object> of(TargetMapping target, LunDetails lun, Options options) {
        int number = lun.lun().lun();
        String name = checked(options.name().orElseGet(() -> name(target.iqn(), number)), "name");
        String namespace = checked(options.namespace(), "namespace");
        long bytes =
                lun.sizeBytes()
                        .orElseThrow(() ->
                                RefusedException.conflict("", "LUN " + number + " is not ready"));
        List<String> portals = portals(target, options.portals());
        boolean chap =
                target.grants().values().stream()
                        .map(GrantMapping::chap)
                        .anyMatch(Optional::isPresent);

        Map<String, Object> iscsi = new LinkedHashMap<>();
        iscsi.put("targetPortal", portals.getFirst());
        if (portals.size() > 1) {
            iscsi.put("portals", portals.subList(1, portals.size()));
        }
        iscsi.put("iqn", target.iqn());
        iscsi.put("lun", number);
        options.fileSystem().ifPresent(it -> iscsi.put("fsType", it));
        iscsi.put("readOnly", lun.lun().readOnly());
        if (chap) {
            iscsi.put("chapAuthSession", true);
            iscsi.put("secretRef", Map.of("name", name, "namespace", namespace));
        }
        Map<String, Object> volume = common(lun, options);
        volume.put("capacity", Map.of("storage", Long.toString(bytes)));
        volume.put("persistentVolumeReclaimPolicy", "Retain");
        volume.put("claimRef", Map.of("name", name, "namespace", namespace));
        volume.put("iscsi", iscsi);
        Map<String, Object> claim = common(lun, options);
        claim.put("volumeName", name);
        claim.put("resources", Map.of("requests", Map.of("storage", Long.toString(bytes))));
        return list(
                object("PersistentVolume", Map.of("name", name), volume),
                object(
                        "PersistentVolumeClaim",
                        Map.of("name", name, "namespace", namespace),
                        claim));
    }

    private static Map<String, Object> common(LunDetails lun, Options options) {
        Map<String, Object> spec = new LinkedHashMap<>();
        spec.put("accessModes", List.of(lun.lun().readOnly() ? "ReadOnlyMany" : "ReadWriteOnce"));
        // No class: the claim is for this volume and no other.
        spec.put("storageClassName", "");
        spec.put("volumeMode", options.fileSystem().isPresent() ? "Filesystem" : "Block");
        return spec;
    }

    private static Map<String, Object> object(
            String kind, Map<String, Object> metadata, Map<String, Object> spec) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("apiVersion", "v1");
        object.put("kind", kind);
        object.put("metadata", metadata);
        object.put("spec", spec);
        return object;
    }

    private static Map<String, Object> list(Object... items) {
        Map<String, Object> list = new LinkedHashMap<>();
        list.put("apiVersion", "v1");
        list.put("kind", "List");
        list.put("items", List.of(items));
        return list;
    }

    private static String name(String iqn, int lun) {
        String last = iqn.substring(iqn.lastIndexOf(':') + 1).replaceAll("[^a-z0-9]+", "-");
        String cut = last.substring(0, Math.min(last.length(), 56)).replaceAll("^-|-$", "");
        return cut + "-" + lun;
    }

    private static String checked(String name, String field) {
        if (!NAME.matcher(name).matches()) {
            throw RefusedException.invalid(
                    field,
                    "'%s' is no name of lower-case letters, digits and dashes".formatted(name));
        }
        return name;
    }

    private static List<String> portals(TargetMapping target, List<String> given) {
        List<String> portals = new ArrayList<>();
        if (given.isEmpty()) {
            target.portals().stream().map(PersistentVolumes::socket).forEach(portals::add);
        }
        for (String portal : given) {
            portals.add(NetworkAddresses.hostPort(portal, "portal"));
        }
        if (portals.isEmpty()) {
            throw RefusedException.invalid(
                    "portal",
                    "target %s has no portals of its own: say which address the nodes reach"
                            .formatted(target.iqn()));
        }
        return portals;
    }

    /** Where initiators find a portal. */
    static String socket(PortalMapping portal) {
        return portal.advertise()
                .orElseGet(() ->
                        (portal.address().contains(":")
                                        ? "[" + portal.address() + "]"
                                        : portal.address())
                                + ":"
                                + portal.port());
    }
}
