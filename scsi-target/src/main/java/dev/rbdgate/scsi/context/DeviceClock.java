package dev.rbdgate.scsi.context;

import java.time.InstantSource;

/**
 * The device clock (SPC-5 5.3): the host's, until SET TIMESTAMP sets it. What was set lasts until
 * the gateway restarts. Any thread.
 */
public final class DeviceClock {

    /** TIMESTAMP ORIGIN values. */
    public enum Origin {
        /** Set by SET TIMESTAMP. */
        SET_TIMESTAMP(0b010),
        /** Set by a method outside the standard: the host's clock. */
        OUTSIDE(0b011);

        private final int code;

        Origin(int code) {
            this.code = code;
        }

        public int code() {
            return code;
        }
    }

    /** The field has six bytes. */
    private static final long MASK = 0xffff_ffff_ffffL;

    /**
     * @param offset what is added to the host's clock, in milliseconds
     */
    private record Setting(long offset, Origin origin) {}

    private final InstantSource host;
    private volatile Setting setting = new Setting(0, Origin.OUTSIDE);

    public DeviceClock(InstantSource host) {
        this.host = host;
    }

    /** Milliseconds since 1970-01-01T00:00Z, 48 bits. */
    public long milliseconds() {
        return host.millis() + setting.offset() & MASK;
    }

    public Origin origin() {
        return setting.origin();
    }

    /**
     * @param milliseconds since 1970-01-01T00:00Z, 48 bits
     */
    public void set(long milliseconds) {
        setting = new Setting(milliseconds - host.millis(), Origin.SET_TIMESTAMP);
    }
}
