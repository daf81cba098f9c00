package dev.rbdgate.cli.doctor;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.Surroundings;
import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.exit.CommandException;
import dev.rbdgate.cli.rest.JsonValue;
import dev.rbdgate.cli.rest.JsonValue.JsonArray;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** {@code rbdgate doctor}. */
public final class DoctorVerb implements Verb {

    /** The longest state and two blanks. */
    private static final int STATE_WIDTH = 9;

    @Override
    public String name() {
        return "doctor";
    }

    @Override
    public String summary() {
        return "Looks for what is wrong, here and in the gateway, and says what to do.";
    }

    @Override
    public void declare(Syntax syntax) {
        syntax.example("rbdgate doctor").example("rbdgate doctor -o json");
    }

    @Override
    public void run(Arguments arguments, Context context) {
        Surroundings surroundings = context.surroundings();
        List<Finding> findings = new ArrayList<>();
        findings.add(Host.java(Runtime.version()));
        findings.add(Host.clock());
        findings.addAll(new DataDirectory(surroundings).look());
        findings.addAll(new Ceph(surroundings).look());
        findings.addAll(new Served(context, surroundings).look());
        report(findings, context);
        end(findings);
    }

    private static void report(List<Finding> findings, Context context) {
        if (!context.isForPeople()) {
            context.print(
                    new JsonValue.Builder()
                            .value(
                                    "findings",
                                    new JsonArray(
                                            findings.stream()
                                                    .<JsonValue>map(Finding::json)
                                                    .toList()))
                            .build());
            return;
        }
        PrintStream out = context.surroundings().out();
        for (Finding finding : findings) {
            String state = finding.state().name().toLowerCase(Locale.ROOT);
            out.println(
                    context.style().state(state)
                            + " ".repeat(STATE_WIDTH - state.length())
                            + finding.check()
                            + ": "
                            + finding.detail());
            if (!finding.advice().isEmpty()) {
                out.println(" ".repeat(STATE_WIDTH) + "-> " + finding.advice());
            }
        }
    }

    private static void end(List<Finding> findings) {
        long failed = findings.stream().filter(it -> it.state() == Finding.State.FAILED).count();
        if (failed == 0) {
            return;
        }
        String message = failed + (failed == 1 ? " check failed" : " checks failed");
        boolean unreachable = findings.stream().anyMatch(Served::isUnreachable);
        throw unreachable
                ? CommandException.unreachable(message, List.of())
                : CommandException.refused(message, List.of());
    }
}
