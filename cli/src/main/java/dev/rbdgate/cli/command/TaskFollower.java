package dev.rbdgate.cli.command;

import dev.rbdgate.cli.exit.CommandException;
import dev.rbdgate.cli.rest.JsonValue.JsonObject;
import dev.rbdgate.cli.rest.RestAnswer;
import dev.rbdgate.cli.rest.RestClient;
import dev.rbdgate.cli.rest.RestPath;
import dev.rbdgate.cli.terminal.ProgressBar;
import java.util.List;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** Looks at long work until it ends, with a progress bar on a terminal. */
final class TaskFollower {

    private static final long FIRST_PAUSE_MILLIS = 100;
    private static final long LONGEST_PAUSE_MILLIS = 1_000;
    private static final double HUNDRED = 100;

    private final RestClient rest;
    private final Surroundings surroundings;
    private final boolean silent;

    TaskFollower(RestClient rest, Surroundings surroundings, boolean silent) {
        this.rest = rest;
        this.surroundings = surroundings;
        this.silent = silent;
    }

    /**
     * Waits for the end.
     *
     * @return the task as it ended well
     * @throws CommandException refused, if it failed or was cancelled
     */
    RestAnswer follow(String id) {
        RestAnswer end = end(id);
        String state = state(end);
        if (!state.equals("succeeded")) {
            throw CommandException.refused("task " + id + " " + state + why(end.body()), List.of());
        }
        return end;
    }

    /** Waits for the end, whatever it is. */
    RestAnswer end(String id) {
        if (silent || !surroundings.terminal().isInteractive()) {
            return end(id, null);
        }
        try (ProgressBar bar =
                new ProgressBar(surroundings.err(), "task " + id, surroundings.nanoTime())) {
            return end(id, bar);
        }
    }

    private static String state(RestAnswer task) {
        return String.valueOf(task.body().text("state"));
    }

    private RestAnswer end(String id, @Nullable ProgressBar bar) {
        long pause = FIRST_PAUSE_MILLIS;
        while (true) {
            RestAnswer answer = rest.get(RestPath.of("tasks", id));
            JsonObject task = answer.body();
            String state = state(answer);
            if (!state.equals("queued") && !state.equals("running")) {
                return answer;
            }
            if (bar != null) {
                bar.show(percent(task) / HUNDRED, sizeBytes(task), state);
            }
            pause(id, pause);
            pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        }
    }

    private static String why(JsonObject task) {
        for (String name : List.of("detail", "error", "message")) {
            String text = task.text(name);
            if (text != null) {
                return ": " + text;
            }
        }
        return "";
    }

    /** The gateway may send a fraction. */
    private static double percent(JsonObject task) {
        String percent = task.text("percent");
        return percent != null && percent.matches("[0-9]{1,3}([.][0-9]+)?")
                ? Double.parseDouble(percent)
                : 0;
    }

    /** Of what the task works on, if the gateway says so. */
    private static OptionalLong sizeBytes(JsonObject task) {
        String bytes = task.text("sizeBytes");
        return bytes != null && bytes.matches("[1-9][0-9]{0,18}")
                ? OptionalLong.of(Long.parseLong(bytes))
                : OptionalLong.empty();
    }

    private void pause(String id, long millis) {
        try {
            surroundings.pause().millis(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw CommandException.refused(
                    "no longer waiting; task " + id + " goes on in the gateway", List.of());
        }
    }
}
