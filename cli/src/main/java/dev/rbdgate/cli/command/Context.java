package dev.rbdgate.cli.command;

import dev.rbdgate.cli.exit.CommandException;
import dev.rbdgate.cli.rest.JsonValue.JsonObject;
import dev.rbdgate.cli.rest.RestAnswer;
import dev.rbdgate.cli.rest.RestClient;
import dev.rbdgate.cli.rest.RestPath;
import dev.rbdgate.cli.terminal.Details;
import dev.rbdgate.cli.terminal.Table;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a command uses: the gateway, and the output in the form that was asked for. */
public final class Context {

    private final Surroundings surroundings;
    private final RestClient rest;
    private final boolean json;
    private final boolean waits;

    private Context(Surroundings surroundings, RestClient rest, boolean json, boolean waits) {
        this.surroundings = surroundings;
        this.rest = rest;
        this.json = json;
        this.waits = waits;
    }

    /** Reads the options of every command. */
    public static Context of(Arguments arguments, Surroundings surroundings) {
        String output = arguments.option(Syntax.OUTPUT);
        if (output != null && !output.equals("json") && !output.equals("table")) {
            throw CommandException.usage(Syntax.OUTPUT + " is table or json, not '" + output + "'");
        }
        return new Context(
                surroundings,
                RestClient.from(
                        arguments.option(Syntax.URL),
                        surroundings.environment(),
                        surroundings.workingDirectory()),
                "json".equals(output),
                !arguments.flag(Syntax.NO_WAIT));
    }

    public RestClient rest() {
        return rest;
    }

    public Surroundings surroundings() {
        return surroundings;
    }

    /** Prints a list, all of its pages. */
    public void list(RestPath path, String plural, List<Column> columns) {
        print(Pages.read(rest, path), plural, columns);
    }

    /** Prints the first page of a list. */
    public void firstPage(RestPath path, String plural, List<Column> columns) {
        print(Pages.first(rest, path), plural, columns);
    }

    private void print(Pages pages, String plural, List<Column> columns) {
        if (json) {
            surroundings.out().println(pages.text());
            return;
        }
        if (pages.items().isEmpty()) {
            surroundings.err().println("no " + plural);
            return;
        }
        Table table = new Table(columns.stream().map(Column::heading).toList());
        for (JsonObject item : pages.items()) {
            table.add(columns.stream().map(column -> column.cell(item)).toList());
        }
        table.lines(columns(table)).forEach(surroundings.out()::println);
    }

    /** A pipe gets whole lines; a terminal is asked for its width only when that matters. */
    private int columns(Table table) {
        return table.naturalWidth() > dev.rbdgate.cli.terminal.Terminal.DEFAULT_COLUMNS
                        && surroundings.terminal().isInteractive()
                ? surroundings.terminal().columns()
                : Integer.MAX_VALUE;
    }

    /** Prints one resource. */
    public void show(RestPath path) {
        print(rest.get(path));
    }

    /** Prints an answer's resource. */
    public void print(RestAnswer answer) {
        if (json) {
            if (!answer.text().isEmpty()) {
                surroundings.out().println(answer.text());
            }
            return;
        }
        Details.of(answer.body()).forEach(surroundings.out()::println);
    }

    /** Reports a POST: what was made, or that it was there already. */
    public void made(RestAnswer answer, String what) {
        if (answer.kind() == RestAnswer.Kind.BEGUN) {
            follow(answer, "created " + what);
            return;
        }
        say((answer.kind() == RestAnswer.Kind.CREATED ? "created " : "already there: ") + what);
        print(answer);
    }

    /** Reports any other change. */
    public void changed(RestAnswer answer, String done) {
        if (answer.kind() == RestAnswer.Kind.BEGUN) {
            follow(answer, done);
            return;
        }
        say(done);
        if (json) {
            print(answer);
        }
    }

    private void follow(RestAnswer begun, String done) {
        @Nullable String id = begun.taskId();
        if (id == null) {
            throw CommandException.refused(
                    "the gateway began the work and named no task", List.of());
        }
        if (!waits) {
            say("task " + id + " has begun; see it with: rbdgate task show " + id);
            if (json) {
                print(begun);
            }
            return;
        }
        RestAnswer end = new TaskFollower(rest, surroundings, json).follow(id);
        say(done);
        if (json) {
            print(end);
        }
    }

    /** A line for people; with {@code -o json} there is only JSON. */
    public void say(String line) {
        if (!json) {
            surroundings.out().println(line);
        }
    }
}
