package dev.rbdgate.gateway.settings;

import dev.rbdgate.gateway.access.Role;
import dev.rbdgate.rbd.local.Checksums;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings: {@code rbdgate.*} in application.yaml, {@code RBDGATE_*} in the environment, or
 * flags of the same names. Unknown ones fail the start.
 *
 * @param dataDir everything the gateway keeps
 * @param iscsiHost addresses the portals listen on, IPv6 in brackets
 * @param iscsiPort TCP port of the portals; 0 takes a free one
 * @param iscsiAdvertise {@code host:port} that SendTargets answers where a portal names none
 * @param httpHost address that REST listens on
 * @param httpPort TCP port of REST; 0 takes a free one
 * @param store where objects are kept
 * @param cephConf path of ceph.conf
 * @param cephUser id without {@code client.}
 * @param cephPools pools whose images may be used
 * @param volume {@code NAME=SIZE}: volumes that shall exist
 * @param tokenFile file with the admin token; absent: {@code admin.token} in the data directory,
 *     made at the first start
 * @param operatorTokenFile file with a token of role operator; absent: there is none
 * @param viewerTokenFile file with a token of role viewer; absent: there is none
 * @param secretKey key for the secrets at rest, 32 bytes as base64; absent: {@code secret.key} in
 *     the data directory, made at the first start
 * @param httpTls whether REST is served over TLS
 * @param iscsiTlsPort TCP port of iSCSI over TLS, on the addresses of the portals; absent: none; 0
 *     takes a free one
 * @param tlsCertificate PEM file with the certificate, and what it was signed with; absent: one is
 *     made in the data directory
 * @param tlsKey PEM file with its key, PKCS #8
 * @param oidcIssuer of the tokens that OpenID Connect gives out; absent: none of them is taken
 * @param oidcJwks where the issuer's keys are; absent: where its metadata says
 * @param oidcAudience for whom the tokens must be meant
 * @param oidcRoleClaim the claim with the caller's roles; dots step into nested claims
 * @param logFormat how lines of the log look
 * @param slowCommand SCSI commands that take as long are logged; 0: none
 * @param checksums whether the local store keeps checksums of its data
 * @param spaceThreshold percent of the store; when less is available initiators are told; 0: never
 * @param cpuScheduling how Linux schedules the gateway's threads
 */
@ConfigurationProperties(prefix = RbdgateSettings.PREFIX, ignoreUnknownFields = false)
public record RbdgateSettings(
        @DefaultValue("./rbdgate-data") Path dataDir,
        @DefaultValue({"0.0.0.0", "[::]"}) List<String> iscsiHost,
        @DefaultValue("3260") int iscsiPort,
        @DefaultValue List<String> iscsiAdvertise,
        @DefaultValue("127.0.0.1") String httpHost,
        @DefaultValue("8080") int httpPort,
        @DefaultValue("local") StoreKind store,
        @DefaultValue("/etc/ceph/ceph.conf") Path cephConf,
        @DefaultValue("admin") String cephUser,
        @DefaultValue("rbd") List<String> cephPools,
        @DefaultValue List<String> volume,
        @Nullable Path tokenFile,
        @Nullable Path operatorTokenFile,
        @Nullable Path viewerTokenFile,
        @Nullable String secretKey,
        @DefaultValue("false") boolean httpTls,
        @Nullable Integer iscsiTlsPort,
        @Nullable Path tlsCertificate,
        @Nullable Path tlsKey,
        @Nullable String oidcIssuer,
        @Nullable String oidcJwks,
        @DefaultValue("rbdgate") String oidcAudience,
        @DefaultValue("roles") String oidcRoleClaim,
        @DefaultValue("text") LogFormat logFormat,
        @DefaultValue("1s") Duration slowCommand,
        @DefaultValue("keep") Checksums checksums,
        @DefaultValue("10") int spaceThreshold,
        @DefaultValue("batch") CpuScheduling cpuScheduling) {

    public static final String PREFIX = "rbdgate";

    public RbdgateSettings {
        iscsiHost = List.copyOf(iscsiHost);
        iscsiAdvertise = List.copyOf(iscsiAdvertise);
        cephPools = List.copyOf(cephPools);
        volume = List.copyOf(volume);
    }

    /** Where the admin token is. */
    public Path adminTokenFile() {
        return Optional.ofNullable(tokenFile).orElseGet(() -> dataDir.resolve("admin.token"));
    }

    /** Where the tokens of lesser roles are, for those that have one in a file. */
    public Map<Role, Path> lesserTokenFiles() {
        Map<Role, Path> files = new EnumMap<>(Role.class);
        if (operatorTokenFile != null) {
            files.put(Role.OPERATOR, operatorTokenFile);
        }
        if (viewerTokenFile != null) {
            files.put(Role.VIEWER, viewerTokenFile);
        }
        return files;
    }

    /** Hides the key. */
    @Override
    public String toString() {
        return "RbdgateSettings[dataDir=" + dataDir + ", store=" + store + "]";
    }
}
