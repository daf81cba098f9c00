package dev.rbdgate.rbd.notify;

import dev.rbdgate.rbd.cls.SnapNamespace;
import dev.rbdgate.rbd.encoding.Decoder;
import java.util.Optional;

/** Reads requests to the owner, of this version and of those before it. */
final class RequestDecoder {

    private static final int ALLOW_SHRINK_SINCE = 4;

    /** The only version that has the namespace at the end, and of new snapshots alone. */
    private static final int NAMESPACE_LAST = 5;

    private static final int NAMESPACE_SINCE = 6;

    /** Snapshots, names, features and metadata were changed without an id before. */
    private static final int ID_SINCE = 7;

    private final int version;
    private final Decoder content;

    RequestDecoder(int version, Decoder content) {
        this.version = version;
        this.content = content;
    }

    OwnerRequest decode(long operation) {
        return switch ((int) operation) {
            case OwnerRequest.Flatten.OPERATION -> new OwnerRequest.Flatten(id());
            case OwnerRequest.Resize.OPERATION -> resize();
            case OwnerRequest.SnapCreate.OPERATION -> snapCreate();
            case OwnerRequest.SnapRemove.OPERATION -> {
                String name = content.string();
                yield new OwnerRequest.SnapRemove(name, namespace(), laterId());
            }
            case OwnerRequest.RebuildObjectMap.OPERATION -> new OwnerRequest.RebuildObjectMap(id());
            case OwnerRequest.SnapRename.OPERATION -> {
                long snapId = content.u64();
                String name = content.string();
                yield new OwnerRequest.SnapRename(snapId, name, namespace(), laterId());
            }
            case OwnerRequest.SnapProtect.OPERATION,
                    OwnerRequest.SnapProtect.UNPROTECT_OPERATION -> {
                String name = content.string();
                SnapNamespace namespace = namespace();
                yield new OwnerRequest.SnapProtect(
                        name,
                        namespace,
                        laterId(),
                        operation == OwnerRequest.SnapProtect.OPERATION);
            }
            case OwnerRequest.Rename.OPERATION -> {
                String name = content.string();
                yield new OwnerRequest.Rename(name, laterId());
            }
            case OwnerRequest.UpdateFeatures.OPERATION -> {
                long features = content.u64();
                boolean enabled = content.bool();
                yield new OwnerRequest.UpdateFeatures(features, enabled, laterId());
            }
            case OwnerRequest.Migrate.OPERATION -> new OwnerRequest.Migrate(id());
            case OwnerRequest.Sparsify.OPERATION -> {
                AsyncRequestId id = id();
                yield new OwnerRequest.Sparsify(id, content.u64());
            }
            case OwnerRequest.MetadataUpdate.OPERATION -> metadataUpdate();
            default -> new OwnerRequest.Unknown(operation);
        };
    }

    private AsyncRequestId id() {
        return AsyncRequestId.decode(content);
    }

    private AsyncRequestId laterId() {
        return version < ID_SINCE ? AsyncRequestId.NONE : id();
    }

    private SnapNamespace namespace() {
        return version < NAMESPACE_SINCE ? new SnapNamespace.User() : SnapNamespace.decode(content);
    }

    private OwnerRequest resize() {
        long size = content.u64();
        AsyncRequestId id = id();
        // Before, shrinking needed no leave.
        return new OwnerRequest.Resize(size, id, version < ALLOW_SHRINK_SINCE || content.bool());
    }

    private OwnerRequest snapCreate() {
        String name = content.string();
        SnapNamespace namespace =
                version == NAMESPACE_LAST ? SnapNamespace.decode(content) : namespace();
        AsyncRequestId id = laterId();
        return new OwnerRequest.SnapCreate(
                name, namespace, id, version < ID_SINCE ? 0 : content.u64());
    }

    private OwnerRequest metadataUpdate() {
        String key = content.string();
        Optional<String> value = content.bool() ? Optional.of(content.string()) : Optional.empty();
        return new OwnerRequest.MetadataUpdate(key, value, laterId());
    }
}
