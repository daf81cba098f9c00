package dev.rbdgate.helm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.models.V1CSIDriver;
import io.kubernetes.client.openapi.models.V1ClusterRole;
import io.kubernetes.client.openapi.models.V1ClusterRoleBinding;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1DaemonSet;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Job;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1Pod;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Role;
import io.kubernetes.client.openapi.models.V1RoleBinding;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V1StorageClass;
import io.kubernetes.client.openapi.models.V1VolumeAttributesClass;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Every object that the chart makes is one that the Kubernetes API knows, field by field. */
final class ApiSchemaTest {

    /** Checks an object; fails on a field that is unknown, missing or of another type. */
    @FunctionalInterface
    private interface Schema {
        void check(JsonElement object) throws IOException;
    }

    private static final Map<String, Schema> SCHEMAS =
            Map.ofEntries(
                    Map.entry("v1 ConfigMap", V1ConfigMap::validateJsonElement),
                    Map.entry("v1 Pod", V1Pod::validateJsonElement),
                    Map.entry("v1 Secret", V1Secret::validateJsonElement),
                    Map.entry("v1 Service", V1Service::validateJsonElement),
                    Map.entry("v1 ServiceAccount", V1ServiceAccount::validateJsonElement),
                    Map.entry("apps/v1 DaemonSet", V1DaemonSet::validateJsonElement),
                    Map.entry("apps/v1 Deployment", V1Deployment::validateJsonElement),
                    Map.entry("apps/v1 StatefulSet", V1StatefulSet::validateJsonElement),
                    Map.entry("batch/v1 Job", V1Job::validateJsonElement),
                    Map.entry(
                            "networking.k8s.io/v1 NetworkPolicy",
                            V1NetworkPolicy::validateJsonElement),
                    Map.entry(
                            "policy/v1 PodDisruptionBudget",
                            V1PodDisruptionBudget::validateJsonElement),
                    Map.entry(
                            "rbac.authorization.k8s.io/v1 ClusterRole",
                            V1ClusterRole::validateJsonElement),
                    Map.entry(
                            "rbac.authorization.k8s.io/v1 ClusterRoleBinding",
                            V1ClusterRoleBinding::validateJsonElement),
                    Map.entry("rbac.authorization.k8s.io/v1 Role", V1Role::validateJsonElement),
                    Map.entry(
                            "rbac.authorization.k8s.io/v1 RoleBinding",
                            V1RoleBinding::validateJsonElement),
                    Map.entry("storage.k8s.io/v1 CSIDriver", V1CSIDriver::validateJsonElement),
                    Map.entry(
                            "storage.k8s.io/v1 StorageClass", V1StorageClass::validateJsonElement),
                    Map.entry(
                            "storage.k8s.io/v1 VolumeAttributesClass",
                            V1VolumeAttributesClass::validateJsonElement));

    /** Their schemas are not part of the Kubernetes API. */
    private static final Set<String> OTHERS_KINDS =
            Set.of(
                    "monitoring.coreos.com/v1 PrometheusRule",
                    "monitoring.coreos.com/v1 ServiceMonitor",
                    "snapshot.storage.k8s.io/v1 VolumeSnapshotClass");

    private static void check(JsonNode object) throws IOException {
        String kind = object.get("apiVersion").asString() + " " + object.get("kind").asString();
        Schema schema = SCHEMAS.get(kind);
        if (schema == null) {
            assertThat(OTHERS_KINDS).contains(kind);
        } else {
            schema.check(JsonParser.parseString(object.toString()));
        }
    }

    @ParameterizedTest
    @MethodSource("dev.rbdgate.helm.ValuesMatrix#values")
    void everyObjectFollowsTheSchemaOfItsKind(String values) throws IOException {
        for (JsonNode object : Rendering.of(values).byName().values()) {
            check(object);
        }
    }

    @Test
    void aMisspeltFieldWouldBeFound() throws IOException {
        JsonNode set = Rendering.of("").get("StatefulSet/gw-rbdgate");
        JsonElement good = JsonParser.parseString(set.toString());
        V1StatefulSet.validateJsonElement(good);
        JsonElement bad =
                JsonParser.parseString(set.toString().replace("\"replicas\"", "\"replica\""));
        assertThatThrownBy(() -> V1StatefulSet.validateJsonElement(bad))
                .hasMessageContaining("replica");
        JsonElement without =
                JsonParser.parseString(
                        set.toString().replace("\"containers\"", "\"initContainers\""));
        assertThatThrownBy(() -> V1StatefulSet.validateJsonElement(without))
                .hasMessageContaining("containers");
    }
}
