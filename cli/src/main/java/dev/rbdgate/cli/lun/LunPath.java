package dev.rbdgate.cli.lun;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.exit.CommandException;
import dev.rbdgate.cli.names.TargetName;
import dev.rbdgate.cli.rest.RestPath;

/** The LUN that the first two arguments name. */
final class LunPath {

    private LunPath() {}

    static RestPath of(Arguments arguments) {
        String lun = arguments.argument(1);
        if (!lun.matches("[0-9]{1,5}")) {
            throw CommandException.usage("a LUN is a number, not '" + lun + "'");
        }
        return RestPath.of("targets", TargetName.full(arguments.argument(0)), "luns", lun);
    }

    static String name(Arguments arguments) {
        return "LUN " + arguments.argument(1) + " of " + TargetName.full(arguments.argument(0));
    }
}
