package dev.rbdgate.cli.target;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Column;
import dev.rbdgate.cli.command.ListVerb;
import dev.rbdgate.cli.command.Noun;
import dev.rbdgate.cli.command.Removal;
import dev.rbdgate.cli.command.ShowVerb;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.names.TargetName;
import dev.rbdgate.cli.rest.RestPath;
import java.util.List;

/** {@code rbdgate target}. */
public final class TargetNoun implements Noun {

    private static final String PLACE = "targets";

    @Override
    public String name() {
        return "target";
    }

    @Override
    public String summary() {
        return "iSCSI targets.";
    }

    @Override
    public List<Verb> verbs() {
        return List.of(
                new ListVerb(
                        "Lists targets.",
                        syntax ->
                                syntax.option(
                                                "--name",
                                                "TEXT",
                                                "Only those with this in their name.")
                                        .example("rbdgate target ls"),
                        arguments -> RestPath.of(PLACE).query("name", arguments.option("--name")),
                        PLACE,
                        List.of(
                                Column.of("TARGET", "iqn"),
                                Column.of("ALIAS", "alias"),
                                Column.number("LUNS", "luns"),
                                Column.of("INITIATORS", "initiators"))),
                new ShowVerb(
                        "Shows one target.",
                        syntax ->
                                syntax.argument("IQN", TargetName.HELP)
                                        .example("rbdgate target show demo"),
                        TargetNoun::path),
                new TargetCreate(),
                new TargetSet(),
                new Removal(
                        "Removes a target; its sessions end.",
                        syntax ->
                                syntax.argument("IQN", TargetName.HELP)
                                        .example("rbdgate target rm demo"),
                        TargetNoun::path,
                        arguments -> "removed target " + TargetName.full(arguments.argument(0))));
    }

    private static RestPath path(Arguments arguments) {
        return RestPath.of(PLACE, TargetName.full(arguments.argument(0)));
    }
}
