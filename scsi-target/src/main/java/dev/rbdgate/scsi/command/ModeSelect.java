package dev.rbdgate.scsi.command;

import dev.rbdgate.block.Outcome;
import dev.rbdgate.scsi.Cdb;
import dev.rbdgate.scsi.Refusal;
import dev.rbdgate.scsi.context.UnitContext;
import dev.rbdgate.scsi.mode.ModePage;
import dev.rbdgate.scsi.mode.ModePages;
import dev.rbdgate.scsi.mode.ModeState;
import java.util.Arrays;
import java.util.List;

/**
 * MODE SELECT(6) and (10) (SPC-5 6.12, 6.13). A list changes everything it may or nothing. Saved
 * parameters are durable before GOOD.
 *
 * @param ten whether the parameter header has eight bytes
 * @param save SP: the parameters in the list are saved as well
 */
record ModeSelect(boolean ten, boolean save, int parameterListLength) implements Command {

    static final List<CommandEntry> ENTRIES =
            List.of(
                    CommandEntry.of(
                            "MODE SELECT(6)",
                            "15 11 00 00 ff 00",
                            Access.UNIT,
                            ModeSelect.class,
                            cdb -> decode(cdb, false, cdb.u8(4))),
                    CommandEntry.of(
                            "MODE SELECT(10)",
                            "55 11 00 00 00 00 00 ff ff 00",
                            Access.UNIT,
                            ModeSelect.class,
                            cdb -> decode(cdb, true, cdb.u16(7))));

    private static final int PF_BIT = 4;
    private static final int SP_BIT = 0;
    private static final int PAGE_CODE_MASK = 0x3f;
    private static final int PAGE_CODE_BIT = 5;

    private static Command decode(Cdb cdb, boolean ten, int parameterListLength) {
        if (!cdb.bit(1, PF_BIT)) {
            throw Refusal.invalidFieldInCdb(1, PF_BIT, "vendor specific mode pages");
        }
        return new ModeSelect(ten, cdb.bit(1, SP_BIT), parameterListLength);
    }

    @Override
    public void execute(Execution run) {
        int header = ten ? ModeParameters.HEADER_10_BYTES : ModeParameters.HEADER_6_BYTES;
        if (parameterListLength == 0) {
            run.good(0);
            return;
        }
        int bytes = run.receivable(parameterListLength);
        if (bytes < header) {
            throw Refusal.parameterListLength("a mode parameter header of " + bytes + " bytes");
        }
        run.receive(
                bytes,
                dataOut -> {
                    byte[] list = new byte[bytes];
                    dataOut.getBytes(dataOut.readerIndex(), list);
                    select(run, parse(run.unit(), list, header));
                });
    }

    /** The parameters that a list asks for. */
    private record Parsed(ModeState current, ModeState saved) {}

    private Parsed parse(UnitContext unit, byte[] list, int header) {
        int descriptorBytes = ten ? u16(list, 6) : list[3] & 0xff;
        boolean longLba = ten && (list[4] & ModeParameters.LONG_LBA) != 0;
        if (list.length - header < descriptorBytes) {
            throw Refusal.parameterListLength("a truncated block descriptor");
        }
        if (descriptorBytes > 0) {
            checkDescriptor(unit, list, header, descriptorBytes, longLba);
        }
        ModeState state = unit.modeState();
        ModeState saved = unit.parts().modes().saved();
        int offset = header + descriptorBytes;
        while (offset < list.length) {
            ModePage page = pageAt(unit, list, offset);
            byte[] current = page.render(unit.modeState(), unit.writeCacheOffered());
            if (list.length - offset < current.length) {
                throw Refusal.parameterListLength("a truncated mode page");
            }
            byte[] given = Arrays.copyOfRange(list, offset, offset + current.length);
            checkChangeable(unit, page, given, current, offset);
            state = page.parse(given, state);
            saved = page.parse(given, saved);
            offset += current.length;
        }
        return new Parsed(state, saved);
    }

    /** The block length and the capacity cannot be changed; they may be repeated. */
    private static void checkDescriptor(
            UnitContext unit, byte[] list, int header, int bytes, boolean longLba) {
        byte[] current = ModeParameters.blockDescriptor(unit, longLba);
        if (bytes != current.length) {
            throw Refusal.invalidFieldInParameterList(
                    header - 1, -1, "block descriptors of " + bytes + " bytes");
        }
        int lengthBytes = longLba ? Integer.BYTES : 3;
        for (int index = bytes - lengthBytes; index < bytes; index++) {
            if (list[header + index] != current[index]) {
                throw Refusal.invalidFieldInParameterList(
                        header + bytes - lengthBytes, -1, "another block length");
            }
        }
        byte[] blocks = Arrays.copyOfRange(list, header, header + (longLba ? 8 : 4));
        boolean known =
                Arrays.equals(blocks, Arrays.copyOf(current, blocks.length))
                        || all(blocks, 0)
                        || all(blocks, -1);
        if (!known) {
            throw Refusal.invalidFieldInParameterList(header, -1, "another number of blocks");
        }
    }

    private static ModePage pageAt(UnitContext unit, byte[] list, int offset) {
        boolean subpageFormat = (list[offset] & ModePage.SPF) != 0;
        int headerBytes = subpageFormat ? 4 : 2;
        if (list.length - offset < headerBytes) {
            throw Refusal.parameterListLength("a truncated mode page header");
        }
        int code = list[offset] & PAGE_CODE_MASK;
        int subpage = subpageFormat ? list[offset + 1] & 0xff : 0;
        for (ModePage page : ModePages.of(unit.space())) {
            if (page.page() == code && page.subpage() == subpage) {
                return page;
            }
        }
        throw Refusal.invalidFieldInParameterList(
                offset, PAGE_CODE_BIT, "mode page %02xh/%02xh".formatted(code, subpage));
    }

    /** The page's length, and every bit that cannot be changed, are to be as they are. */
    private static void checkChangeable(
            UnitContext unit, ModePage page, byte[] given, byte[] current, int offset) {
        byte[] changeable = page.changeable(unit.writeCacheOffered());
        for (int index = 1; index < current.length; index++) {
            int mask = index < page.headerBytes() ? 0 : changeable[index];
            int wrong = (given[index] ^ current[index]) & ~mask & 0xff;
            if (wrong != 0) {
                throw Refusal.invalidFieldInParameterList(
                        offset + index,
                        Integer.SIZE - 1 - Integer.numberOfLeadingZeros(wrong),
                        "a mode parameter that cannot be changed");
            }
        }
    }

    private void select(Execution run, Parsed parsed) {
        if (save) {
            Later.then(
                    run,
                    run.unit().parts().modes().save(parsed.saved()),
                    () -> apply(run, parsed.current()));
        } else {
            apply(run, parsed.current());
        }
    }

    private void apply(Execution run, ModeState state) {
        UnitContext unit = run.unit();
        if (state.equals(unit.modeState())) {
            run.good(parameterListLength);
            return;
        }
        boolean cacheWasOn = unit.writeCacheEnabled();
        unit.changeModeState(state);
        if (cacheWasOn && !unit.writeCacheEnabled() && unit.device() != null) {
            // Later writes are durable; what the cache holds has to become so.
            run.flush(outcome -> run.end(outcome, 0, parameterListLength));
        } else {
            run.end(Outcome.DONE, 0, parameterListLength);
        }
    }

    private static int u16(byte[] bytes, int offset) {
        return (bytes[offset] & 0xff) << 8 | (bytes[offset + 1] & 0xff);
    }

    private static boolean all(byte[] bytes, int value) {
        for (byte each : bytes) {
            if (each != (byte) value) {
                return false;
            }
        }
        return true;
    }
}
