package dev.rbdgate.cli.task;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Column;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.ListVerb;
import dev.rbdgate.cli.command.NamedVerb;
import dev.rbdgate.cli.command.Noun;
import dev.rbdgate.cli.command.ShowVerb;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.exit.CommandException;
import dev.rbdgate.cli.rest.RestAnswer;
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
                                        .option("--of", "SUBJECT", "Only of this, such as rbd/db1.")
                                        .example("rbdgate task ls")
                                        .example("rbdgate task ls --state running --watch"),
                        arguments ->
                                RestPath.of(PLACE)
                                        .query("state", arguments.option("--state"))
                                        .query("kind", arguments.option("--kind"))
                                        .query("subject", arguments.option("--of")),
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
                new NamedVerb(
                        "cancel",
                        "Stops a task that flattens, copies, imports or exports.",
                        syntax ->
                                syntax.argument("ID", "Its id.")
                                        .noWait()
                                        .example("rbdgate task cancel 1"),
                        TaskNoun::cancel),
                new NamedVerb(
                        "rm",
                        "Forgets a task that is over; cancels one that is not.",
                        syntax ->
                                syntax.argument("ID", "Its id.")
                                        .noWait()
                                        .example("rbdgate task rm 1"),
                        TaskNoun::remove));
    }

    private static void cancel(Arguments arguments, Context context) {
        stop(
                arguments.argument(0),
                context.rest().delete(path(arguments).query("running", "true")),
                context);
    }

    private static void remove(Arguments arguments, Context context) {
        RestAnswer answer = context.rest().delete(path(arguments));
        if (answer.kind() == RestAnswer.Kind.BEGUN) {
            stop(arguments.argument(0), answer, context);
        } else {
            context.changed(answer, "forgot task " + arguments.argument(0));
        }
    }

    /** It may be done before it can be stopped: then this is refused. */
    private static void stop(String id, RestAnswer asked, Context context) {
        if (!context.waits()) {
            context.say("task " + id + " is asked to stop; see it with: rbdgate task show " + id);
            printForPrograms(context, asked);
            return;
        }
        RestAnswer end = context.end(id);
        String state = String.valueOf(end.body().text("state"));
        if (!state.equals("cancelled")) {
            String error = end.body().text("error");
            throw CommandException.refused(
                    "task " + id + " " + state + (error == null ? "" : ": " + error), List.of());
        }
        context.say("cancelled task " + id);
        printForPrograms(context, end);
    }

    private static void printForPrograms(Context context, RestAnswer task) {
        if (!context.isForPeople()) {
            context.print(task);
        }
    }

    private static RestPath path(Arguments arguments) {
        return RestPath.of(PLACE, arguments.argument(0));
    }
}
