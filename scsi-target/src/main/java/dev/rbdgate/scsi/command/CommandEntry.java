package dev.rbdgate.scsi.command;

import dev.rbdgate.scsi.Cdb;
import dev.rbdgate.scsi.context.UnitContext;
import java.util.function.Predicate;

/**
 * One operation code, or operation code and service action, of a command.
 *
 * @param name in the standard's words
 * @param serviceAction -1 for an operation code without service actions
 * @param type the record that decodes and runs it
 * @param offered whether a unit has this command at all
 */
public record CommandEntry(
        String name,
        int operationCode,
        int serviceAction,
        CdbUsage usage,
        Access access,
        Class<? extends Command> type,
        Decoder decoder,
        Predicate<UnitContext> offered) {

    /** Makes the command of a CDB whose bits have been checked against the usage data. */
    @FunctionalInterface
    public interface Decoder {
        Command decode(Cdb cdb);
    }

    static CommandEntry of(
            String name,
            String usage,
            Access access,
            Class<? extends Command> type,
            Decoder decoder) {
        CdbUsage parsed = CdbUsage.of(usage);
        return new CommandEntry(
                name, parsed.operationCode(), -1, parsed, access, type, decoder, _ -> true);
    }

    static CommandEntry withServiceAction(
            String name,
            String usage,
            Access access,
            Class<? extends Command> type,
            Decoder decoder) {
        CdbUsage parsed = CdbUsage.withServiceAction(usage);
        return new CommandEntry(
                name,
                parsed.operationCode(),
                parsed.serviceAction(),
                parsed,
                access,
                type,
                decoder,
                _ -> true);
    }

    /** The same, but only units of this kind have the command. */
    CommandEntry offeredWhen(Predicate<UnitContext> condition) {
        return new CommandEntry(
                name, operationCode, serviceAction, usage, access, type, decoder, condition);
    }

    public boolean isOffered(UnitContext unit) {
        return offered.test(unit);
    }

    public boolean hasServiceAction() {
        return serviceAction >= 0;
    }

    /** Decodes; throws a refusal for a field that has no valid meaning. */
    public Command decode(Cdb cdb) {
        usage.check(cdb);
        return decoder.decode(cdb);
    }
}
