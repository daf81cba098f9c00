package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.Cdb;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.background.EraseJob;
import dev.rbdgate.scsi.background.EraseKind;
import dev.rbdgate.scsi.background.EraseMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * FORMAT UNIT (SBC-4 5.4) without protection information: every block is given back, or filled with
 * zeros or the initialization pattern. There are no defects to list, certify or keep, so what a
 * parameter list says of them has no effect; block length and capacity stay as they are.
 *
 * @param dataFollows FMTDATA: there is a parameter list
 * @param longList LONGLIST: its header has eight bytes
 */
record FormatUnit(boolean dataFollows, boolean longList) implements Command {

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.of(
                            "FORMAT UNIT",
                            "04 3f 00 00 00 00",
                            Access.CHANGES,
                            FormatUnit.class,
                            FormatUnit::decode));

    private static final int LONGLIST_BIT = 5;
    private static final int FMTDATA_BIT = 4;
    private static final int CMPLST_BIT = 3;
    private static final int DEFECT_LIST_FORMAT_MASK = 0x07;

    private static final int SHORT_HEADER_BYTES = 4;
    private static final int LONG_HEADER_BYTES = 8;
    private static final int PROTECTION_MASK = 0x07;
    private static final int FLAGS_OFFSET = 1;
    private static final int FOV_BIT = 7;

    /** DPRY, DCRT, STPF and IP, which mean something only with FOV. */
    private static final int OPTIONS_MASK = 0x78;

    private static final int IP_BIT = 3;
    private static final int IMMED_BIT = 1;

    /** The initialization pattern descriptor behind the header (SBC-4 5.4.2.4). */
    private static final int DESCRIPTOR_BYTES = 4;

    private static final int DEFAULT_PATTERN = 0x00;
    private static final int REPEAT_PATTERN = 0x01;

    private static Command decode(Cdb cdb) {
        boolean dataFollows = cdb.bit(1, FMTDATA_BIT);
        int rest = cdb.u8(1) & (1 << LONGLIST_BIT | 1 << CMPLST_BIT | DEFECT_LIST_FORMAT_MASK);
        if (!dataFollows && rest != 0) {
            throw Refusal.invalidFieldInCdb(1, FMTDATA_BIT, "a parameter list without FMTDATA");
        }
        return new FormatUnit(dataFollows, cdb.bit(1, LONGLIST_BIT));
    }

    @Override
    public void execute(Execution run) {
        if (!dataFollows) {
            begin(run, null, false, 0);
            return;
        }
        // The CDB has no length: the list is as long as what the initiator sends of the longest.
        int header = longList ? LONG_HEADER_BYTES : SHORT_HEADER_BYTES;
        int most = header + DESCRIPTOR_BYTES + run.unit().blockBytes();
        ParameterList.receive(run, most, list -> format(run, list, header));
    }

    private void format(Execution run, ParameterList list, int header) {
        if (list.length() < header) {
            throw Refusal.parameterListLength("a truncated format header");
        }
        checkHeader(list);
        boolean immediate = list.bit(FLAGS_OFFSET, IMMED_BIT);
        if (!list.bit(FLAGS_OFFSET, IP_BIT)) {
            begin(run, null, immediate, header);
            return;
        }
        if (list.length() < header + DESCRIPTOR_BYTES) {
            throw Refusal.parameterListLength("a truncated initialization pattern descriptor");
        }
        int length = list.u16(header + 2);
        byte[] block = pattern(list, header, length, run.unit().blockBytes());
        begin(run, block, immediate, (long) header + DESCRIPTOR_BYTES + length);
    }

    private void checkHeader(ParameterList list) {
        if ((list.u8(0) & PROTECTION_MASK) != 0) {
            throw Refusal.invalidFieldInParameterList(0, 2, "protection information");
        }
        if (!list.bit(FLAGS_OFFSET, FOV_BIT) && (list.u8(FLAGS_OFFSET) & OPTIONS_MASK) != 0) {
            throw Refusal.invalidFieldInParameterList(
                    FLAGS_OFFSET, FOV_BIT, "format options that are not valid");
        }
        if (longList && list.u8(3) != 0) {
            throw Refusal.invalidFieldInParameterList(3, -1, "protection information intervals");
        }
        int lengthOffset = longList ? 4 : 2;
        long defects = longList ? list.u32(lengthOffset) : list.u16(lengthOffset);
        if (defects != 0) {
            throw Refusal.invalidFieldInParameterList(lengthOffset, -1, "a defect list");
        }
    }

    /** A block of the pattern; null stands for the default, which is zeros. */
    private static byte @Nullable [] pattern(
            ParameterList list, int header, int length, int blockBytes) {
        if (list.u8(header) != 0) {
            throw Refusal.invalidFieldInParameterList(
                    header, 7, "another modifier, or a security initialization");
        }
        int type = list.u8(header + 1);
        if (type != DEFAULT_PATTERN && type != REPEAT_PATTERN) {
            throw Refusal.invalidFieldInParameterList(
                    header + 1, -1, "initialization pattern type " + type);
        }
        boolean repeat = type == REPEAT_PATTERN;
        if (repeat ? length == 0 || length > blockBytes : length != 0) {
            throw Refusal.invalidFieldInParameterList(
                    header + 2, -1, "an initialization pattern of " + length + " bytes");
        }
        if (list.length() < header + DESCRIPTOR_BYTES + length) {
            throw Refusal.parameterListLength("a truncated initialization pattern");
        }
        return repeat ? list.repeated(header + DESCRIPTOR_BYTES, length, blockBytes) : null;
    }

    private static void begin(
            Execution run, byte @Nullable [] block, boolean immediate, long fullLength) {
        EraseJob job;
        if (block == null && run.unit().thinProvisioned()) {
            job = EraseJob.unmap(EraseKind.FORMAT, true);
        } else {
            byte[] pattern = block == null ? new byte[run.unit().blockBytes()] : block;
            job = new EraseJob(EraseKind.FORMAT, EraseMethod.FILL, true, 1, false, pattern);
        }
        BackgroundAnswer.begin(run, job, immediate, fullLength);
    }
}
