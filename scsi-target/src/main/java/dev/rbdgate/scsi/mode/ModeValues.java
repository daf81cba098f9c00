package dev.rbdgate.scsi.mode;

import dev.rbdgate.scsi.record.StoredSection;
import dev.rbdgate.scsi.record.UnitRecordStore;
import dev.rbdgate.scsi.record.UnitSection;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The current and the saved mode parameters of a unit, shared by all nexuses. Saved ones are in the
 * unit's record and are what a restart and a reset go back to. Any thread.
 */
public final class ModeValues {

    private static final Logger LOG = LoggerFactory.getLogger(ModeValues.class);

    /** The section, one byte each: format version, flags. */
    private static final byte FORMAT_VERSION = 1;

    private static final int SECTION_BYTES = 2;
    private static final int DESCRIPTOR_SENSE = 0x01;
    private static final int SOFTWARE_WRITE_PROTECT = 0x02;
    private static final int WRITE_CACHE_ENABLED = 0x04;

    private final StoredSection section = new StoredSection(UnitSection.MODE_PAGES);
    private volatile ModeState current = ModeState.DEFAULT;
    private volatile ModeState saved = ModeState.DEFAULT;

    public ModeState current() {
        return current;
    }

    public ModeState saved() {
        return saved;
    }

    public void change(ModeState state) {
        current = state;
    }

    /**
     * @return completes when the parameters are durable; fails with a {@link
     *     dev.rbdgate.scsi.Refusal}
     */
    public CompletableFuture<Void> save(ModeState state) {
        return section.store(encode(state)).thenRun(() -> saved = state);
    }

    /** A reset: the current parameters are the saved ones again (SPC-5 5.9). */
    public void reset() {
        current = saved;
    }

    /** Takes up what the record says, before the unit is ready. */
    public void attach(UnitRecordStore records) {
        byte[] stored = section.attach(records);
        if (stored != null) {
            saved = decode(stored);
            current = saved;
        }
    }

    public void detach() {
        section.detach();
    }

    private static byte[] encode(ModeState state) {
        int flags =
                (state.descriptorSense() ? DESCRIPTOR_SENSE : 0)
                        | (state.softwareWriteProtect() ? SOFTWARE_WRITE_PROTECT : 0)
                        | (state.writeCacheEnabled() ? WRITE_CACHE_ENABLED : 0);
        return new byte[] {FORMAT_VERSION, (byte) flags};
    }

    private static ModeState decode(byte[] section) {
        if (section.length == 0) {
            return ModeState.DEFAULT;
        }
        if (section.length != SECTION_BYTES || section[0] != FORMAT_VERSION) {
            LOG.error("saved mode pages of {} bytes are not understood", section.length);
            return ModeState.DEFAULT;
        }
        int flags = section[1];
        return new ModeState(
                (flags & DESCRIPTOR_SENSE) != 0,
                (flags & SOFTWARE_WRITE_PROTECT) != 0,
                (flags & WRITE_CACHE_ENABLED) != 0);
    }
}
