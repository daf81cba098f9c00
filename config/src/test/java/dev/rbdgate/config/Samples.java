package dev.rbdgate.config;

import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** A mapping that uses every column, and the ways to store it. */
final class Samples {

    static final String IQN = "iqn.2026-11.dev.rbdgate:vol";
    static final String INITIATOR = "iqn.1993-08.org.debian:01:abc";
    static final String SECRET = "correct-horse-battery";
    static final String MUTUAL_SECRET = "staple-staple-staple";

    private Samples() {}

    static MappingStore open(Path directory) {
        return MappingStore.open(
                directory,
                SecretKeys.open(
                        directory.resolve("secret.key"), Optional.empty(), new SecureRandom()));
    }

    static AuditEntry audit(String operation) {
        return new AuditEntry(
                Instant.parse("2026-11-22T10:00:00.123Z"), "admin", operation, IQN, "test");
    }

    static LunMapping lun(int lun, String image) {
        return new LunMapping(
                lun,
                new ImageReference("rbd", "team", image, "10" + lun + "ab"),
                "3%015x".formatted(image.hashCode() & 0xffff_ffffL),
                "serial-" + image,
                false,
                4096,
                false,
                true,
                false);
    }

    static ChapMapping chap() {
        return new ChapMapping(
                new ChapMapping.Login("alice", SECRET),
                Optional.of(new ChapMapping.Login("gateway", MUTUAL_SECRET)));
    }

    static TargetMapping target() {
        TreeMap<Integer, LunMapping> luns = new TreeMap<>();
        luns.put(0, lun(0, "a"));
        luns.put(16383, lun(16383, "b"));
        TreeMap<String, GrantMapping> grants = new TreeMap<>();
        grants.put(
                "*",
                new GrantMapping(
                        "*",
                        List.of("127.0.0.0/8", "::1/128"),
                        Optional.empty(),
                        Optional.empty()));
        grants.put(
                INITIATOR,
                new GrantMapping(
                        INITIATOR,
                        List.of(),
                        Optional.of(chap()),
                        Optional.of(new TreeSet<>(List.of(0, 16383)))));
        return new TargetMapping(
                IQN,
                "a volume",
                List.of(
                        new PortalMapping("10.0.0.1", 3260, 1, Optional.of("gw.example:3260")),
                        new PortalMapping("fd00::1", 3261, 65535, Optional.empty())),
                Optional.of(new RedirectMapping("fd00::2", 3262, true)),
                luns,
                grants);
    }
}
