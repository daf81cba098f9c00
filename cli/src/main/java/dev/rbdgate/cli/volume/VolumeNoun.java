package dev.rbdgate.cli.volume;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Column;
import dev.rbdgate.cli.command.ListVerb;
import dev.rbdgate.cli.command.Noun;
import dev.rbdgate.cli.command.Removal;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.rest.RestPath;
import java.util.List;

/** {@code rbdgate volume}. */
public final class VolumeNoun implements Noun {

    static final String PLACE = "volumes";
    static final String NAME_HELP = "Its name: a-z, 0-9, '.' and '-'.";

    @Override
    public String name() {
        return "volume";
    }

    @Override
    public String summary() {
        return "Volumes: image, target, LUN and grants in one step.";
    }

    @Override
    public List<Verb> verbs() {
        return List.of(
                new ListVerb(
                        "Lists volumes.",
                        syntax ->
                                syntax.option(
                                                "--name",
                                                "TEXT",
                                                "Only those with this in their name.")
                                        .example("rbdgate volume ls"),
                        arguments -> RestPath.of(PLACE).query("name", arguments.option("--name")),
                        PLACE,
                        List.of(
                                Column.of("NAME", "name"),
                                Column.number("SIZE", "sizeBytes"),
                                Column.state("STATE", "state"),
                                Column.of("IMAGE", "image"),
                                Column.number("LUN", "lun"),
                                Column.number("INITIATORS", "initiators"),
                                Column.number("SESSIONS", "sessions"))),
                new VolumeShow(),
                new VolumeCreate(),
                new Removal(
                        "Removes a volume: target, LUN, grants, and the image with its data.",
                        syntax ->
                                syntax.argument("NAME", NAME_HELP)
                                        .flag("--force", "Although initiators are logged in.")
                                        .noWait()
                                        .example("rbdgate volume rm db1"),
                        VolumeNoun::removal,
                        arguments -> "removed volume " + arguments.argument(0)));
    }

    private static RestPath removal(Arguments arguments) {
        return RestPath.of(PLACE, arguments.argument(0))
                .query("force", arguments.flag("--force") ? "true" : null);
    }
}
