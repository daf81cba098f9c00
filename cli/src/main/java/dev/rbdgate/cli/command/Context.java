package dev.rbdgate.cli.command;

import dev.rbdgate.cli.exit.CommandException;
import dev.rbdgate.cli.rest.Json;
import dev.rbdgate.cli.rest.JsonValue;
import dev.rbdgate.cli.rest.JsonValue.JsonObject;
import dev.rbdgate.cli.rest.RestAnswer;
import dev.rbdgate.cli.rest.RestClient;
import dev.rbdgate.cli.rest.RestPath;
import dev.rbdgate.cli.rest.Yaml;
import dev.rbdgate.cli.terminal.Details;
import dev.rbdgate.cli.terminal.Style;
import dev.rbdgate.cli.terminal.Table;
import dev.rbdgate.cli.terminal.Terminal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a command uses: the gateway, and the output in the form that was asked for. */
public final class Context {

    private final Surroundings surroundings;
    private final RestClient rest;
    private final Format format;
    private final Watch watch;
    private final boolean waits;

    private Context(
            Surroundings surroundings, RestClient rest, Format format, Watch watch, boolean waits) {
        this.surroundings = surroundings;
        this.rest = rest;
        this.format = format;
        this.watch = watch;
        this.waits = waits;
    }

    /** Reads the options of every command. */
    public static Context of(Arguments arguments, Surroundings surroundings) {
        RestClient rest =
                RestClient.from(
                        arguments.option(Syntax.URL),
                        surroundings.environment(),
                        surroundings.workingDirectory());
        @Nullable String tag = arguments.option(Syntax.IF_MATCH);
        if (tag != null) {
            rest.changeOnlyIf(tag);
        }
        return new Context(
                surroundings,
                rest,
                Format.of(arguments.option(Syntax.OUTPUT)),
                Watch.of(arguments, surroundings),
                !arguments.flag(Syntax.NO_WAIT));
    }

    public RestClient rest() {
        return rest;
    }

    public Surroundings surroundings() {
        return surroundings;
    }

    /** Whether the answer is for people, and not for a program. */
    public boolean isForPeople() {
        return format == Format.TABLE;
    }

    /** Colours, where they are wanted. */
    public Style style() {
        return Style.of(surroundings.terminal(), surroundings.environment());
    }

    /** Prints a list, all of its pages; again and again if asked to. */
    public void list(RestPath path, String plural, List<Column> columns) {
        watch.run(() -> print(Pages.read(rest, path), plural, columns));
    }

    /** Prints the first page of a list. */
    public void firstPage(RestPath path, String plural, List<Column> columns) {
        watch.run(() -> print(Pages.first(rest, path), plural, columns));
    }

    private void print(Pages pages, String plural, List<Column> columns) {
        if (!isForPeople()) {
            print(pages.text());
            return;
        }
        print(pages.items(), plural, columns);
    }

    /** Prints objects as a table. */
    public void print(List<JsonObject> items, String plural, List<Column> columns) {
        if (items.isEmpty()) {
            surroundings.err().println("no " + plural);
            return;
        }
        Table table = new Table(columns.stream().map(Column::heading).toList());
        for (JsonObject item : items) {
            table.add(columns.stream().map(column -> column.cell(item)).toList());
        }
        table.lines(columns(table), style()).forEach(surroundings.out()::println);
    }

    /** A pipe gets whole lines; a terminal is asked for its width only when that matters. */
    private int columns(Table table) {
        return table.naturalWidth() > Terminal.DEFAULT_COLUMNS
                        && surroundings.terminal().isInteractive()
                ? surroundings.terminal().columns()
                : Integer.MAX_VALUE;
    }

    /** Prints one resource; again and again if asked to. */
    public void show(RestPath path) {
        watch.run(() -> print(rest.get(path)));
    }

    /** Prints the tag of a resource alone. */
    public void printTag(RestPath path) {
        String tag = rest.get(path).tag();
        if (tag.isEmpty()) {
            throw CommandException.refused("it has no tag", List.of());
        }
        surroundings.out().println(tag);
    }

    /** Prints an answer's resource. */
    public void print(RestAnswer answer) {
        if (isForPeople()) {
            Details.of(answer.body()).forEach(surroundings.out()::println);
        } else if (!answer.text().isEmpty()) {
            print(answer.text());
        }
    }

    /** Prints a value for a program. */
    public void print(JsonValue value) {
        print(Json.write(value));
    }

    private void print(String json) {
        surroundings.out().println(format == Format.YAML ? Yaml.write(Json.parse(json)) : json);
    }

    /** Reports a POST: what was made, or that it was there already. */
    public void made(RestAnswer answer, String what) {
        if (answer.kind() == RestAnswer.Kind.BEGUN) {
            follow(answer, "created " + what);
            return;
        }
        sayMade(answer, what);
        print(answer);
    }

    /** Says what was made, or that it was there already. */
    public void sayMade(RestAnswer answer, String what) {
        say((answer.kind() == RestAnswer.Kind.CREATED ? "created " : "already there: ") + what);
    }

    /** Reports any other change. */
    public void changed(RestAnswer answer, String done) {
        if (answer.kind() == RestAnswer.Kind.BEGUN) {
            follow(answer, done);
            return;
        }
        say(done);
        if (!isForPeople()) {
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
            if (!isForPeople()) {
                print(begun);
            }
            return;
        }
        RestAnswer end = new TaskFollower(rest, surroundings, !isForPeople()).follow(id);
        say(done);
        if (!isForPeople()) {
            print(end);
        }
    }

    /** Whether long work is waited for. */
    public boolean waits() {
        return waits;
    }

    /** Waits for the end of a task, whatever it is, with a bar on a terminal. */
    public RestAnswer end(String task) {
        return new TaskFollower(rest, surroundings, !isForPeople()).end(task);
    }

    /** A line for people; a program gets its answer alone. */
    public void say(String line) {
        if (isForPeople()) {
            surroundings.out().println(line);
        }
    }
}
