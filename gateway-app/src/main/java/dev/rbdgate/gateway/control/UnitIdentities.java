package dev.rbdgate.gateway.control;

import dev.rbdgate.gateway.digest.Sha256;
import dev.rbdgate.rbd.image.ImageInfo;
import dev.rbdgate.rbd.image.Snapshot;
import dev.rbdgate.scsi.unit.UnitIdentity;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Who an image is towards initiators, for ever: a hash of store, pool id, namespace, image id and
 * snapshot id. Names are not part of it, so that a renamed image stays the same unit and a new
 * image under an old name does not.
 */
final class UnitIdentities {

    /** The head of an image, as opposed to a snapshot (CEPH_NOSNAP). */
    private static final long NO_SNAPSHOT = -2;

    /** NAA 3h, locally assigned: the remaining 60 bits are ours (SPC-5 7.8.6.3.4). */
    private static final long NAA_LOCALLY_ASSIGNED = 3L << 60;

    private static final long VENDOR_BITS = (1L << 60) - 1;

    /** 128 bits: 32 characters of serial number. */
    private static final int SERIAL_BYTES = 16;

    private UnitIdentities() {}

    /** The identity of an image. */
    static UnitIdentity of(String storeId, ImageInfo image) {
        return of(storeId, new MappableImage(image, Optional.empty()));
    }

    /** The identity of an image or of a snapshot, which is another unit than its image. */
    static UnitIdentity of(String storeId, MappableImage image) {
        byte[] digest = hash(storeId, image);
        long naa = NAA_LOCALLY_ASSIGNED | (ByteBuffer.wrap(digest).getLong() & VENDOR_BITS);
        String serial = HexFormat.of().formatHex(Arrays.copyOf(digest, SERIAL_BYTES));
        return new UnitIdentity(naa, serial, image.toString());
    }

    /** The identity noted with a mapping, for an image that cannot be looked at now. */
    static UnitIdentity recorded(String naa, String serial, String name) {
        return new UnitIdentity(Long.parseUnsignedLong(naa, 16), serial, name);
    }

    static String naaText(UnitIdentity identity) {
        return "%016x".formatted(identity.naa());
    }

    private static byte[] hash(String storeId, MappableImage mappable) {
        ImageInfo image = mappable.info();
        long snapshot = mappable.snapshot().map(Snapshot::id).orElse(NO_SNAPSHOT);
        MessageDigest sha256 = Sha256.begin();
        for (String part :
                new String[] {
                    storeId,
                    Long.toString(image.poolId()),
                    image.name().namespace(),
                    image.id(),
                    Long.toUnsignedString(snapshot)
                }) {
            sha256.update(part.getBytes(StandardCharsets.UTF_8));
            sha256.update((byte) 0);
        }
        return sha256.digest();
    }
}
