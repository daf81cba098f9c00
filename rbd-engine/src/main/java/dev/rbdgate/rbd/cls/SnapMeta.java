package dev.rbdgate.rbd.cls;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encodable;
import dev.rbdgate.rbd.encoding.Encoder;
import java.time.Instant;
import java.util.OptionalLong;

/**
 * A snapshot, as the header keeps it under {@code snapshot_%016x}.
 *
 * @param protection one of {@link #UNPROTECTED}, {@link #UNPROTECTING}, {@link #PROTECTED}
 * @param flags of the snapshot's object map
 * @param childCount clones that are registered with {@code child_attach}
 * @param parentOverlap bytes of the parent that the snapshot shows through
 */
public record SnapMeta(
        long id,
        String name,
        long imageSize,
        int protection,
        long flags,
        SnapNamespace namespace,
        Instant timestamp,
        long childCount,
        OptionalLong parentOverlap)
        implements Encodable {

    public static final int UNPROTECTED = 0;
    public static final int UNPROTECTING = 1;
    public static final int PROTECTED = 2;

    /** The first version whose readers need not know the older fields, and do not find them. */
    private static final int VERSION = 8;

    public SnapMeta withName(String newName) {
        return new SnapMeta(
                id,
                newName,
                imageSize,
                protection,
                flags,
                namespace,
                timestamp,
                childCount,
                parentOverlap);
    }

    public SnapMeta withNamespace(SnapNamespace newNamespace) {
        return new SnapMeta(
                id,
                name,
                imageSize,
                protection,
                flags,
                newNamespace,
                timestamp,
                childCount,
                parentOverlap);
    }

    public SnapMeta withProtection(int newProtection) {
        return new SnapMeta(
                id,
                name,
                imageSize,
                newProtection,
                flags,
                namespace,
                timestamp,
                childCount,
                parentOverlap);
    }

    public SnapMeta withFlags(long newFlags) {
        return new SnapMeta(
                id,
                name,
                imageSize,
                protection,
                newFlags,
                namespace,
                timestamp,
                childCount,
                parentOverlap);
    }

    public SnapMeta withChildCount(long newChildCount) {
        return new SnapMeta(
                id,
                name,
                imageSize,
                protection,
                flags,
                namespace,
                timestamp,
                newChildCount,
                parentOverlap);
    }

    public SnapMeta withoutParent() {
        return new SnapMeta(
                id,
                name,
                imageSize,
                protection,
                flags,
                namespace,
                timestamp,
                childCount,
                OptionalLong.empty());
    }

    /**
     * Reads any version. Before version 8 each snapshot had the whole parent; of that, the overlap
     * is what remains here.
     */
    public static SnapMeta decode(Decoder decoder) {
        return decoder.envelope(
                VERSION,
                (envelope, content) -> {
                    int version = envelope.version();
                    boolean older = envelope.compatible() < VERSION;
                    long id = content.u64();
                    String name = content.string();
                    long imageSize = content.u64();
                    if (older) {
                        content.u64();
                    }
                    ParentInfo parent =
                            older && version >= 2 ? ParentInfo.decode(content) : ParentInfo.NONE;
                    int protection = version >= 3 ? content.u8() : UNPROTECTED;
                    long flags = version >= 4 ? content.u64() : 0;
                    SnapNamespace namespace =
                            version >= 5 ? SnapNamespace.decode(content) : new SnapNamespace.User();
                    Instant timestamp = version >= 6 ? content.time() : Instant.EPOCH;
                    long childCount = version >= 7 ? content.u32() : 0;
                    OptionalLong overlap =
                            version >= VERSION ? content.optional() : OptionalLong.empty();
                    if (overlap.isEmpty() && parent.exists()) {
                        overlap = parent.headOverlap();
                    }
                    return new SnapMeta(
                            id,
                            name,
                            imageSize,
                            protection,
                            flags,
                            namespace,
                            timestamp,
                            childCount,
                            overlap);
                });
    }

    @Override
    public void encode(Encoder encoder) {
        encoder.envelope(
                VERSION,
                VERSION,
                content ->
                        content.u64(id)
                                .string(name)
                                .u64(imageSize)
                                .u8(protection)
                                .u64(flags)
                                .add(namespace)
                                .time(timestamp)
                                .u32(childCount)
                                .optional(parentOverlap));
    }
}
