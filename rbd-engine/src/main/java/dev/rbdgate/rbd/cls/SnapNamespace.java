package dev.rbdgate.rbd.cls;

import dev.rbdgate.rbd.encoding.Decoder;
import dev.rbdgate.rbd.encoding.Encodable;
import dev.rbdgate.rbd.encoding.Encoder;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a snapshot was made for. */
public sealed interface SnapNamespace extends Encodable {

    /** The number of {@link User}, which {@link Trash} remembers of a removed user snapshot. */
    int TYPE_USER = 0;

    int TYPE_GROUP = 1;
    int TYPE_TRASH = 2;
    int TYPE_MIRROR = 3;

    int type();

    void encodeFields(Encoder encoder);

    @Override
    default void encode(Encoder encoder) {
        encoder.envelope(
                1,
                1,
                content -> {
                    content.u32(type());
                    encodeFields(content);
                });
    }

    static SnapNamespace decode(Decoder decoder) {
        return decoder.envelope(
                1,
                (_, content) -> {
                    int type = (int) content.u32();
                    return switch (type) {
                        case TYPE_USER -> new User();
                        case TYPE_GROUP -> Group.decodeFields(content);
                        case TYPE_TRASH -> Trash.decodeFields(content);
                        case TYPE_MIRROR -> Mirror.decodeFields(content);
                        default -> new Unknown();
                    };
                });
    }

    /** Made by a user. */
    record User() implements SnapNamespace {
        @Override
        public int type() {
            return TYPE_USER;
        }

        @Override
        public void encodeFields(Encoder encoder) {}
    }

    /** Part of a snapshot of a group of images. */
    record Group(long poolId, String groupId, String groupSnapId) implements SnapNamespace {
        @Override
        public int type() {
            return TYPE_GROUP;
        }

        @Override
        public void encodeFields(Encoder encoder) {
            encoder.u64(poolId).string(groupId).string(groupSnapId);
        }

        static Group decodeFields(Decoder decoder) {
            long poolId = decoder.u64();
            String groupId = decoder.string();
            return new Group(poolId, groupId, decoder.string());
        }
    }

    /** Removed, and kept for the clones that hang on it. */
    record Trash(String originalName, int originalType) implements SnapNamespace {
        @Override
        public int type() {
            return TYPE_TRASH;
        }

        @Override
        public void encodeFields(Encoder encoder) {
            encoder.string(originalName).u32(originalType);
        }

        static Trash decodeFields(Decoder decoder) {
            String name = decoder.string();
            return new Trash(name, (int) decoder.u32());
        }
    }

    /** Made by mirroring. */
    record Mirror(
            int state,
            boolean complete,
            List<String> peers,
            String primaryUuid,
            long primarySnapId,
            long lastCopiedObject,
            SortedMap<Long, Long> snapIds)
            implements SnapNamespace {
        @Override
        public int type() {
            return TYPE_MIRROR;
        }

        @Override
        public void encodeFields(Encoder encoder) {
            encoder.u8(state)
                    .bool(complete)
                    .list(peers, Encoder::string)
                    .string(primaryUuid)
                    .u64(primarySnapId)
                    .u64(lastCopiedObject)
                    .list(
                            snapIds.entrySet(),
                            (pairs, pair) -> pairs.u64(pair.getKey()).u64(pair.getValue()));
        }

        static Mirror decodeFields(Decoder decoder) {
            int state = decoder.u8();
            boolean complete = decoder.bool();
            List<String> peers = decoder.list(Decoder::string);
            String primaryUuid = decoder.string();
            long primarySnapId = decoder.u64();
            long lastCopiedObject = decoder.u64();
            SortedMap<Long, Long> snapIds = new TreeMap<>();
            decoder.list(pairs -> snapIds.put(pairs.u64(), pairs.u64()));
            return new Mirror(
                    state, complete, peers, primaryUuid, primarySnapId, lastCopiedObject, snapIds);
        }
    }

    /** Of a kind that this version does not know; its fields are lost, as on the OSD. */
    record Unknown() implements SnapNamespace {
        @Override
        public int type() {
            return -1;
        }

        @Override
        public void encodeFields(Encoder encoder) {}
    }
}
