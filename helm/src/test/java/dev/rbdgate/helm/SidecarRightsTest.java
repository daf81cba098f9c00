package dev.rbdgate.helm;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * The controller's account may do what the sidecars of the pinned versions ask for, and no more.
 */
final class SidecarRightsTest {

    private static final String LOOK = "get list watch";
    private static final String SNAPSHOTS = "snapshot.storage.k8s.io/";

    /** By sidecar: what each release's documentation lists, without groups of snapshots. */
    private static final Map<String, Map<String, String>> NEEDS =
            Map.of(
                    "provisioner v6.1.1",
                    Map.of(
                            "/persistentvolumes",
                            LOOK + " create patch delete",
                            "/persistentvolumeclaims",
                            LOOK + " update",
                            "/events",
                            "list watch create update patch",
                            "/nodes",
                            LOOK,
                            "storage.k8s.io/storageclasses",
                            LOOK,
                            "storage.k8s.io/csinodes",
                            LOOK,
                            "storage.k8s.io/volumeattachments",
                            LOOK,
                            "storage.k8s.io/volumeattributesclasses",
                            LOOK,
                            // It keeps a snapshot that it restores from (6.1.1).
                            SNAPSHOTS + "volumesnapshots",
                            LOOK + " update",
                            SNAPSHOTS + "volumesnapshotcontents",
                            "get list"),
                    "attacher v4.11.0",
                    Map.of(
                            "/persistentvolumes",
                            LOOK + " patch",
                            "storage.k8s.io/csinodes",
                            LOOK,
                            "storage.k8s.io/volumeattachments",
                            LOOK + " patch",
                            "storage.k8s.io/volumeattachments/status",
                            "patch"),
                    "resizer v2.1.0",
                    Map.of(
                            "/persistentvolumes",
                            LOOK + " patch",
                            "/persistentvolumeclaims",
                            LOOK,
                            "/persistentvolumeclaims/status",
                            "patch",
                            "/pods",
                            LOOK,
                            "/events",
                            "list watch create update patch",
                            "storage.k8s.io/volumeattributesclasses",
                            LOOK),
                    "snapshotter v8.4.0",
                    Map.of(
                            "/events",
                            "list watch create update patch",
                            SNAPSHOTS + "volumesnapshotclasses",
                            LOOK,
                            SNAPSHOTS + "volumesnapshotcontents",
                            LOOK + " update patch",
                            SNAPSHOTS + "volumesnapshotcontents/status",
                            "update patch"));

    private static Stream<String> texts(JsonNode list) {
        return list.valueStream().map(JsonNode::asString);
    }

    /** "group/resource" and its verbs. */
    private static Map<String, Set<String>> granted(Rendering chart) {
        Map<String, Set<String>> granted = new TreeMap<>();
        for (JsonNode rule :
                chart.get("ClusterRole/storage-gw-rbdgate-csi-controller").get("rules")) {
            for (String group : texts(rule.get("apiGroups")).toList()) {
                texts(rule.get("resources"))
                        .forEach(it ->
                                granted.computeIfAbsent(group + "/" + it, _ -> new TreeSet<>())
                                        .addAll(texts(rule.get("verbs")).toList()));
            }
        }
        return granted;
    }

    private static Map<String, Set<String>> needed(Stream<Map<String, String>> needs) {
        Map<String, Set<String>> all = new TreeMap<>();
        needs.forEach(it ->
                it.forEach((resource, verbs) ->
                        all.computeIfAbsent(resource, _ -> new TreeSet<>())
                                .addAll(Arrays.asList(verbs.split(" ", -1)))));
        return all;
    }

    @Test
    void theyAreWhatTheSidecarsNeed() {
        var granted = granted(Rendering.of("csi: {enabled: true, snapshots: true}"));
        needed(NEEDS.values().stream())
                .forEach((resource, verbs) ->
                        assertThat(granted.getOrDefault(resource, Set.of()))
                                .as(resource)
                                .containsAll(verbs));
        assertThat(granted.keySet())
                .containsExactlyInAnyOrderElementsOf(needed(NEEDS.values().stream()).keySet())
                .noneMatch(it -> it.contains("secrets"));
    }

    @Test
    void withoutSnapshotsNothingOfThemIsGranted() {
        assertThat(granted(Rendering.of("csi: {enabled: true}")).keySet())
                .noneMatch(it -> it.startsWith(SNAPSHOTS));
    }

    @Test
    void thePinnedVersionsAreThoseOfThisTable() {
        Rendering chart = Rendering.of("csi: {enabled: true, snapshots: true}");
        List<String> images =
                chart.get("Deployment/gw-rbdgate-csi-controller")
                        .at("/spec/template/spec/containers")
                        .valueStream()
                        .map(it -> it.get("image").asString())
                        .collect(Collectors.toList());
        for (String sidecar : NEEDS.keySet()) {
            String[] parts = sidecar.split(" ", 2);
            assertThat(images).anyMatch(it -> it.endsWith("/csi-" + parts[0] + ":" + parts[1]));
        }
    }
}
