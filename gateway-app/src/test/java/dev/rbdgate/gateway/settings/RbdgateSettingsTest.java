package dev.rbdgate.gateway.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rbdgate.rbd.local.Checksums;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

final class RbdgateSettingsTest {

    private static final RbdgateSettings EVERYTHING_ELSE =
            new RbdgateSettings(
                    Path.of("/srv/rbdgate"),
                    List.of("10.0.0.1", "[fd00::1]"),
                    3261,
                    List.of("gw.example:3260", "[fd00::2]:3260"),
                    "0.0.0.0",
                    8081,
                    StoreKind.RADOS,
                    Path.of("/etc/ceph/other.conf"),
                    "rbdgate",
                    List.of("fast", "slow"),
                    List.of("demo=1GiB", "more=2GiB"),
                    Path.of("/run/secrets/token"),
                    Path.of("/run/secrets/operator"),
                    Path.of("/run/secrets/viewer"),
                    "c2VjcmV0",
                    true,
                    3262,
                    Path.of("/etc/tls/tls.crt"),
                    Path.of("/etc/tls/tls.key"),
                    "https://login.example/realm",
                    "https://login.example/keys",
                    "storage",
                    "realm_access.roles",
                    LogFormat.JSON,
                    Duration.ofMillis(500),
                    Checksums.ON,
                    20,
                    CpuScheduling.INHERITED);

    @Test
    void theDefaultsAreTheDocumentedOnes() {
        assertThat(bind(Map.of(), Map.of()))
                .isEqualTo(
                        new RbdgateSettings(
                                Path.of("rbdgate-data"),
                                List.of("0.0.0.0", "[::]"),
                                3260,
                                List.of(),
                                "127.0.0.1",
                                8080,
                                StoreKind.LOCAL,
                                Path.of("/etc/ceph/ceph.conf"),
                                "admin",
                                List.of("rbd"),
                                List.of(),
                                null,
                                null,
                                null,
                                null,
                                false,
                                null,
                                null,
                                null,
                                null,
                                null,
                                "rbdgate",
                                "roles",
                                LogFormat.TEXT,
                                Duration.ofSeconds(1),
                                Checksums.KEEP,
                                10,
                                CpuScheduling.BATCH));
    }

    @Test
    void everySettingCanBeGivenAsProperty() {
        Map<String, Object> properties = new HashMap<>();
        texts().forEach((name, text) -> properties.put("rbdgate." + name, text));
        assertThat(bind(properties, Map.of())).isEqualTo(EVERYTHING_ELSE);
    }

    @Test
    void everySettingCanBeGivenInTheEnvironment() {
        Map<String, Object> environment = new HashMap<>();
        texts().forEach((name, text) -> environment.put(SettingNames.environment(name), text));
        assertThat(environment).containsKeys("RBDGATE_DATA_DIR", "RBDGATE_ISCSI_ADVERTISE");
        assertThat(bind(Map.of(), environment)).isEqualTo(EVERYTHING_ELSE);
    }

    @Test
    void noSettingIsForgottenHere() {
        assertThat(texts()).hasSize(RbdgateSettings.class.getRecordComponents().length);
        RbdgateSettings defaults = bind(Map.of(), Map.of());
        assertThat(RbdgateSettings.class.getRecordComponents())
                .allSatisfy(it ->
                        assertThat(value(it, EVERYTHING_ELSE)).isNotEqualTo(value(it, defaults)));
    }

    @Test
    void theTextFormHidesTheKey() {
        assertThat(EVERYTHING_ELSE.toString()).doesNotContain("c2VjcmV0");
    }

    @Test
    void theTokenIsInTheDataDirectoryUnlessSaidOtherwise() {
        assertThat(bind(Map.of("rbdgate.data-dir", "/srv/x"), Map.of()).adminTokenFile())
                .isEqualTo(Path.of("/srv/x/admin.token"));
        assertThat(EVERYTHING_ELSE.adminTokenFile()).isEqualTo(Path.of("/run/secrets/token"));
    }

    @Test
    void unknownNamesAreRefusedWithTheNearestKnownOne() {
        assertThatThrownBy(() -> SettingNames.checkEnvironment(List.of("RBDGATE_ISCI_PORT")))
                .isInstanceOfSatisfying(
                        UsageException.class,
                        it -> {
                            assertThat(it).hasMessageContaining("RBDGATE_ISCI_PORT");
                            assertThat(it.remedy()).contains("RBDGATE_ISCSI_PORT");
                        });
        assertThatThrownBy(() -> SettingNames.checkProperties(List.of("rbdgate.dataDirr")))
                .isInstanceOfSatisfying(
                        UsageException.class,
                        it -> assertThat(it.remedy()).contains("rbdgate.data-dir"));
    }

    @Test
    void knownNamesAndOtherProgramsVariablesPass() {
        SettingNames.checkEnvironment(
                List.of(
                        "PATH",
                        "RBDGATE_DATA_DIR",
                        "RBDGATE_URL",
                        "RBDGATE_TOKEN",
                        "RBDGATE_CHAP_SECRET"));
        SettingNames.checkProperties(List.of("rbdgate.iscsiHost[0]", "rbdgate.data-dir"));
    }

    private static Map<String, String> texts() {
        return Map.ofEntries(
                Map.entry("data-dir", "/srv/rbdgate"),
                Map.entry("iscsi-host", "10.0.0.1,[fd00::1]"),
                Map.entry("iscsi-port", "3261"),
                Map.entry("iscsi-advertise", "gw.example:3260,[fd00::2]:3260"),
                Map.entry("http-host", "0.0.0.0"),
                Map.entry("http-port", "8081"),
                Map.entry("store", "rados"),
                Map.entry("ceph-conf", "/etc/ceph/other.conf"),
                Map.entry("ceph-user", "rbdgate"),
                Map.entry("ceph-pools", "fast,slow"),
                Map.entry("volume", "demo=1GiB,more=2GiB"),
                Map.entry("token-file", "/run/secrets/token"),
                Map.entry("operator-token-file", "/run/secrets/operator"),
                Map.entry("viewer-token-file", "/run/secrets/viewer"),
                Map.entry("secret-key", "c2VjcmV0"),
                Map.entry("http-tls", "true"),
                Map.entry("iscsi-tls-port", "3262"),
                Map.entry("tls-certificate", "/etc/tls/tls.crt"),
                Map.entry("tls-key", "/etc/tls/tls.key"),
                Map.entry("oidc-issuer", "https://login.example/realm"),
                Map.entry("oidc-jwks", "https://login.example/keys"),
                Map.entry("oidc-audience", "storage"),
                Map.entry("oidc-role-claim", "realm_access.roles"),
                Map.entry("log-format", "json"),
                Map.entry("slow-command", "500ms"),
                Map.entry("checksums", "on"),
                Map.entry("space-threshold", "20"),
                Map.entry("cpu-scheduling", "inherited"));
    }

    private static RbdgateSettings bind(
            Map<String, Object> properties, Map<String, Object> variables) {
        StandardEnvironment environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .forEach(it -> environment.getPropertySources().remove(it.getName()));
        environment.getPropertySources().addFirst(new MapPropertySource("test", properties));
        environment
                .getPropertySources()
                .addLast(
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                                variables));
        return new Binder(ConfigurationPropertySources.from(environment.getPropertySources()))
                .bindOrCreate(RbdgateSettings.PREFIX, RbdgateSettings.class);
    }

    private static Object value(RecordComponent component, RbdgateSettings settings) {
        try {
            return Arrays.asList(component.getAccessor().invoke(settings));
        } catch (ReflectiveOperationException e) {
            throw new LinkageError(String.valueOf(e.getMessage()), e);
        }
    }
}
