package dev.rbdgate.scsi.meter;

import dev.rbdgate.scsi.Cdb;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What commands are counted as: those that move the same things in the same way. */
public enum CommandKind {
    READ(0x08, 0x28, 0xa8, 0x88),
    /** WRITE, WRITE AND VERIFY, ORWRITE, WRITE ATOMIC. */
    WRITE(0x0a, 0x2a, 0xaa, 0x8a, 0x2e, 0xae, 0x8e, 0x8b, 0x9c),
    /** SYNCHRONIZE CACHE. */
    FLUSH(0x35, 0x91),
    UNMAP(0x42),
    WRITE_SAME(0x41, 0x93),
    COMPARE_AND_WRITE(0x89),
    VERIFY(0x2f, 0xaf, 0x8f),
    /** RESERVE, RELEASE, PERSISTENT RESERVE IN and OUT. */
    RESERVE(0x16, 0x17, 0x56, 0x57, 0x5e, 0x5f),
    /** Third-party copies and what is asked about them. */
    COPY(0x83, 0x84),
    /** Everything else: INQUIRY, TEST UNIT READY, mode and log pages. */
    OTHER;

    private static final int OPERATION_CODES = 256;

    /** In the order of {@link #ordinal}. */
    public static final List<CommandKind> ALL = List.of(values());

    private static final CommandKind[] BY_OPERATION_CODE = byOperationCode();

    private final int[] operationCodes;
    private final String label;

    CommandKind(int... operationCodes) {
        this.operationCodes = operationCodes;
        this.label = name().toLowerCase(Locale.ROOT);
    }

    private static CommandKind[] byOperationCode() {
        CommandKind[] kinds = new CommandKind[OPERATION_CODES];
        Arrays.fill(kinds, OTHER);
        for (CommandKind kind : ALL) {
            for (int code : kind.operationCodes) {
                kinds[code] = kind;
            }
        }
        return kinds;
    }

    public static CommandKind of(Cdb cdb) {
        return BY_OPERATION_CODE[cdb.operationCode()];
    }

    /** For metrics and logs: {@code read}, {@code compare_and_write}. */
    public String label() {
        return label;
    }
}
