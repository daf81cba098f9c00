package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.Cdb;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.context.UnitContext;
import dev.rbdgate.scsi.vpd.VpdPage;
import dev.rbdgate.scsi.vpd.VpdPages;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * INQUIRY (SPC-5 6.7).
 *
 * @param vital EVPD: a vital product data page is asked for
 */
record Inquiry(boolean vital, int pageCode, int allocationLength) implements Command {

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.of(
                            "INQUIRY",
                            "12 01 ff ff ff 00",
                            Access.ALWAYS,
                            Inquiry.class,
                            Inquiry::decode));

    /** Direct access block device. */
    private static final int DEVICE_TYPE = 0x00;

    /** Qualifier 011b, type 1Fh: no device server for this LUN (SPC-5 6.7.2). */
    private static final int NO_UNIT = 0x7f;

    /** Well known logical unit. */
    private static final int WELL_KNOWN_TYPE = 0x1e;

    private static final int STANDARD_BYTES = 96;

    /** The newest version that initiators and test suites in use know; SPC-5 changed little. */
    private static final int SPC_4 = 0x06;

    private static final int HISUP = 0x10;
    private static final int RESPONSE_DATA_FORMAT = 0x02;
    private static final int RMB = 0x80;

    /** Implicit and explicit asymmetric logical unit access. */
    private static final int TPGS = 0x30;

    /** 3PC: third-party copy commands are supported. */
    private static final int THIRD_PARTY_COPY = 0x08;

    private static final int MULTIP = 0x10;
    private static final int CMDQUE = 0x02;
    private static final int VERSION_DESCRIPTORS_OFFSET = 58;
    private static final short[] VERSION_DESCRIPTORS = {
        0x00a0, // SAM-5
        0x0960, // iSCSI
        0x0460, // SPC-4
        0x04c0, // SBC-3
        0x05c0, // SPC-5
        0x0600, // SBC-4
    };

    private static final int PAGE_CODE_BYTE = 2;
    private static final int SUPPORTED_PAGES = 0x00;
    private static final int IDENTIFICATION = 0x83;

    private static Command decode(Cdb cdb) {
        boolean vital = cdb.bit(1, 0);
        int pageCode = cdb.u8(PAGE_CODE_BYTE);
        if (!vital && pageCode != 0) {
            throw Refusal.invalidFieldInCdb(PAGE_CODE_BYTE, -1, "page code without EVPD");
        }
        return new Inquiry(vital, pageCode, cdb.u16(3));
    }

    @Override
    public void execute(Execution run) {
        run.good(vital ? vitalProductData(run) : standard(run), allocationLength);
    }

    private byte[] vitalProductData(Execution run) {
        if (run.isWellKnown()) {
            return wellKnown(run);
        }
        if (!run.hasUnit()) {
            if (pageCode != SUPPORTED_PAGES) {
                throw noSuchPage();
            }
            return page(NO_UNIT, new byte[] {SUPPORTED_PAGES});
        }
        UnitContext unit = run.unit();
        for (VpdPage page : VpdPages.ALL) {
            if (page.code() == pageCode) {
                return page(DEVICE_TYPE, page.content(unit));
            }
        }
        throw noSuchPage();
    }

    /** The ports and the target are all there is to identify. */
    private byte[] wellKnown(Execution run) {
        return switch (pageCode) {
            case SUPPORTED_PAGES ->
                    page(WELL_KNOWN_TYPE, new byte[] {SUPPORTED_PAGES, (byte) IDENTIFICATION});
            case IDENTIFICATION ->
                    page(WELL_KNOWN_TYPE, VpdPages.identificationOfPort(run.nexus()));
            default -> throw noSuchPage();
        };
    }

    private Refusal noSuchPage() {
        return Refusal.invalidFieldInCdb(
                PAGE_CODE_BYTE, -1, "no VPD page %02xh".formatted(pageCode));
    }

    private byte[] page(int deviceType, byte[] content) {
        return ByteBuffer.allocate(4 + content.length)
                .put((byte) deviceType)
                .put((byte) pageCode)
                .putShort((short) content.length)
                .put(content)
                .array();
    }

    private static byte[] standard(Execution run) {
        boolean present = run.hasUnit();
        ByteBuffer out = ByteBuffer.allocate(STANDARD_BYTES);
        int absent = run.isWellKnown() ? WELL_KNOWN_TYPE : NO_UNIT;
        out.put((byte) (present ? DEVICE_TYPE : absent));
        out.put((byte) (present && run.unit().removable() ? RMB : 0));
        out.put((byte) SPC_4);
        out.put((byte) (HISUP | RESPONSE_DATA_FORMAT));
        out.put((byte) (STANDARD_BYTES - 5));
        out.put((byte) (present ? TPGS | THIRD_PARTY_COPY : 0));
        out.put((byte) MULTIP);
        out.put((byte) CMDQUE);
        out.put("RBDGATE ".getBytes(StandardCharsets.US_ASCII));
        out.put("RBD IMAGE       ".getBytes(StandardCharsets.US_ASCII));
        out.put("0001".getBytes(StandardCharsets.US_ASCII));
        out.position(VERSION_DESCRIPTORS_OFFSET);
        for (short descriptor : VERSION_DESCRIPTORS) {
            out.putShort(descriptor);
        }
        return out.array();
    }
}
