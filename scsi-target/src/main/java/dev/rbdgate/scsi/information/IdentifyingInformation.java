package dev.rbdgate.scsi.information;

import dev.rbdgate.scsi.record.StoredSection;
import dev.rbdgate.scsi.record.UnitRecordStore;
import dev.rbdgate.scsi.record.UnitSection;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What initiators have written about a unit, kept in its record. Any thread. */
public final class IdentifyingInformation {

    private static final Logger LOG = LoggerFactory.getLogger(IdentifyingInformation.class);
    private static final byte[] NOTHING = {};

    /** The section, big-endian: format version (1); for each type code (1), length (2), bytes. */
    private static final byte FORMAT_VERSION = 1;

    private static final int ENTRY_HEADER_BYTES = 3;

    private final StoredSection section = new StoredSection(UnitSection.IDENTIFYING_INFORMATION);

    /** Replaced as a whole; its arrays are never changed. */
    private volatile Map<InformationType, byte[]> known = new EnumMap<>(InformationType.class);

    /** Not to be changed; no bytes if none was ever set. */
    public byte[] get(InformationType type) {
        return known.getOrDefault(type, NOTHING);
    }

    /**
     * @param information handed over, at most as long as the type allows; no bytes remove it
     * @return completes when it is durable; fails with a {@link dev.rbdgate.scsi.Refusal}
     */
    public CompletableFuture<Void> set(InformationType type, byte[] information) {
        Map<InformationType, byte[]> changed = new EnumMap<>(known);
        if (information.length == 0) {
            changed.remove(type);
        } else {
            changed.put(type, information);
        }
        return section.store(encode(changed)).thenRun(() -> known = changed);
    }

    /** Takes up what the record says, before the unit is ready. */
    public void attach(UnitRecordStore records) {
        byte[] stored = section.attach(records);
        if (stored != null) {
            known = decode(stored);
        }
    }

    public void detach() {
        section.detach();
    }

    private static byte[] encode(Map<InformationType, byte[]> information) {
        if (information.isEmpty()) {
            return NOTHING;
        }
        int bytes = 1;
        for (byte[] each : information.values()) {
            bytes += ENTRY_HEADER_BYTES + each.length;
        }
        ByteBuffer out = ByteBuffer.allocate(bytes).put(FORMAT_VERSION);
        information.forEach((type, each) ->
                out.put((byte) type.code()).putShort((short) each.length).put(each));
        return out.array();
    }

    private static Map<InformationType, byte[]> decode(byte[] stored) {
        Map<InformationType, byte[]> information = new EnumMap<>(InformationType.class);
        ByteBuffer in = ByteBuffer.wrap(stored);
        try {
            boolean understood = stored.length == 0 || in.get() == FORMAT_VERSION;
            while (understood && in.hasRemaining()) {
                InformationType type = InformationType.of(in.get());
                byte[] each = new byte[in.getShort() & 0xffff];
                in.get(each);
                understood = type != null && each.length <= type.maxBytes();
                if (understood && type != null) {
                    information.put(type, each);
                }
            }
            if (understood) {
                return information;
            }
        } catch (BufferUnderflowException truncated) {
            LOG.debug("truncated", truncated);
        }
        LOG.error("identifying information of {} bytes is not understood", stored.length);
        return new EnumMap<>(InformationType.class);
    }
}
