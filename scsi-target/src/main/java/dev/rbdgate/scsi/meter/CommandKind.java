package dev.rbdgate.scsi.meter;

import dev.rbdgate.scsi.Cdb;
import java.util.List;
import java.util.Locale;

/** What commands are counted as: those that move the same things in the same way. */
public enum CommandKind {
    READ,
    /** WRITE, WRITE AND VERIFY, ORWRITE, WRITE ATOMIC. */
    WRITE,
    /** SYNCHRONIZE CACHE. */
    FLUSH,
    UNMAP,
    WRITE_SAME,
    COMPARE_AND_WRITE,
    VERIFY,
    /** RESERVE, RELEASE, PERSISTENT RESERVE IN and OUT. */
    RESERVE,
    /** Third-party copies and what is asked about them. */
    COPY,
    /** Everything else: INQUIRY, TEST UNIT READY, mode and log pages. */
    OTHER;

    /** In the order of {@link #index}. */
    public static final List<CommandKind> ALL = List.of(values());

    private final String label = name().toLowerCase(Locale.ROOT);

    public static CommandKind of(Cdb cdb) {
        return switch (cdb.operationCode()) {
            case 0x08, 0x28, 0xa8, 0x88 -> READ;
            case 0x0a, 0x2a, 0xaa, 0x8a, 0x2e, 0xae, 0x8e, 0x8b, 0x9c -> WRITE;
            case 0x35, 0x91 -> FLUSH;
            case 0x42 -> UNMAP;
            case 0x41, 0x93 -> WRITE_SAME;
            case 0x89 -> COMPARE_AND_WRITE;
            case 0x2f, 0xaf, 0x8f -> VERIFY;
            case 0x16, 0x17, 0x56, 0x57, 0x5e, 0x5f -> RESERVE;
            case 0x83, 0x84 -> COPY;
            default -> OTHER;
        };
    }

    /** Its place in the counters, which are arrays: those alone can be read while they count. */
    @SuppressWarnings("EnumOrdinal") // kept nowhere
    int index() {
        return ordinal();
    }

    /** For metrics and logs: {@code read}, {@code compare_and_write}. */
    public String label() {
        return label;
    }
}
