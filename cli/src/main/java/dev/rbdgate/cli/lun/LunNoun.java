package dev.rbdgate.cli.lun;

import dev.rbdgate.cli.command.Column;
import dev.rbdgate.cli.command.ListVerb;
import dev.rbdgate.cli.command.Noun;
import dev.rbdgate.cli.command.Removal;
import dev.rbdgate.cli.command.ShowVerb;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.names.TargetName;
import dev.rbdgate.cli.rest.RestPath;
import java.util.List;

/** {@code rbdgate lun}. */
public final class LunNoun implements Noun {

    @Override
    public String name() {
        return "lun";
    }

    @Override
    public String summary() {
        return "The LUNs of a target: which image is which unit.";
    }

    @Override
    public List<Verb> verbs() {
        return List.of(
                new ListVerb(
                        "Lists the LUNs of a target.",
                        syntax ->
                                syntax.argument("IQN", TargetName.HELP)
                                        .option("--image", "IMAGE", "Only those of this image.")
                                        .option("--state", "STATE", "Only ready or not-ready ones.")
                                        .example("rbdgate lun ls demo"),
                        arguments ->
                                RestPath.of(
                                                "targets",
                                                TargetName.full(arguments.argument(0)),
                                                "luns")
                                        .query("image", arguments.option("--image"))
                                        .query("state", arguments.option("--state")),
                        "LUNs",
                        List.of(
                                Column.number("LUN", "lun"),
                                Column.of("IMAGE", "image"),
                                Column.number("SIZE", "sizeBytes"),
                                Column.state("STATE", "state"),
                                Column.of("READ ONLY", "readOnly"),
                                Column.number("BLOCK", "blockSize"),
                                Column.of("WRITE CACHE", "writeCache"),
                                Column.of("REMOVABLE", "removable"),
                                Column.of("THIN", "thinProvisioned"),
                                Column.of("NAA", "naa"))),
                new ShowVerb(
                        "Shows one LUN.",
                        syntax -> lun(syntax).example("rbdgate lun show demo 0"),
                        LunPath::of),
                new LunCreate(),
                new LunSet(),
                new Removal(
                        "Takes a LUN from a target; the image stays.",
                        syntax -> lun(syntax).example("rbdgate lun rm demo 0"),
                        LunPath::of,
                        arguments -> "removed " + LunPath.name(arguments)),
                new LunPersistentVolume());
    }

    private static Syntax lun(Syntax syntax) {
        return syntax.argument("IQN", TargetName.HELP).argument("LUN", "Its number.");
    }
}
