package dev.rbdgate.cli.lun;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Column;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.names.TargetName;
import dev.rbdgate.cli.rest.RestPath;
import java.util.List;

final class LunList implements Verb {

    @Override
    public String name() {
        return "ls";
    }

    @Override
    public String summary() {
        return "Lists the LUNs of a target.";
    }

    @Override
    public void declare(Syntax syntax) {
        syntax.argument("IQN", TargetName.HELP).example("rbdgate lun ls demo");
    }

    @Override
    public void run(Arguments arguments, Context context) {
        context.list(
                RestPath.of("targets", TargetName.full(arguments.argument(0)), "luns"),
                "LUNs",
                List.of(
                        Column.number("LUN", "lun"),
                        Column.of("IMAGE", "image"),
                        Column.number("SIZE", "sizeBytes"),
                        Column.of("STATE", "state"),
                        Column.of("READ ONLY", "readOnly"),
                        Column.number("BLOCK", "blockSize"),
                        Column.of("WRITE CACHE", "writeCache"),
                        Column.of("REMOVABLE", "removable"),
                        Column.of("THIN", "thinProvisioned"),
                        Column.of("NAA", "naa")));
    }
}
