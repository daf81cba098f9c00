package dev.rbdgate.cli.task;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Column;
import dev.rbdgate.cli.command.ListVerb;
import dev.rbdgate.cli.command.Noun;
import dev.rbdgate.cli.command.Removal;
import dev.rbdgate.cli.command.ShowVerb;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.rest.RestPath;
import java.util.List;

/** {@code rbdgate task}. */
public final class TaskNoun implements Noun {

    private static final String PLACE = "tasks";

    @Override
    public String name() {
        return "task";
    }

    @Override
    public String summary() {
        return "Long work: deletions and what else takes its time.";
    }

    @Override
    public List<Verb> verbs() {
        return List.of(
                new ListVerb(
                        "Lists long work.",
                        syntax ->
                                syntax.option("--state", "STATE", "Only these, such as running.")
                                        .option("--kind", "KIND", "Only these, such as image.copy.")
                                        .example("rbdgate task ls")
                                        .example("rbdgate task ls --state running --watch"),
                        arguments ->
                                RestPath.of(PLACE)
                                        .query("state", arguments.option("--state"))
                                        .query("kind", arguments.option("--kind")),
                        PLACE,
                        List.of(
                                Column.of("ID", "id"),
                                Column.of("KIND", "kind"),
                                Column.of("OF", "subject"),
                                Column.state("STATE", "state"),
                                Column.number("PERCENT", "percent"))),
                new ShowVerb(
                        "Shows one task.",
                        syntax -> syntax.argument("ID", "Its id.").example("rbdgate task show 1"),
                        TaskNoun::path),
                new Removal(
                        "Cancels a task, or forgets one that is over.",
                        syntax -> syntax.argument("ID", "Its id.").example("rbdgate task rm 1"),
                        TaskNoun::path,
                        arguments -> "cancelled task " + arguments.argument(0)));
    }

    private static RestPath path(Arguments arguments) {
        return RestPath.of(PLACE, arguments.argument(0));
    }
}
