package dev.rbdgate.cli.command;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Declares what a command takes, without annotations: reading those by reflection takes longer than
 * the whole rest of the start.
 */
public final class Syntax {

    public static final String HELP = "--help";
    public static final String OUTPUT = "--output";
    public static final String URL = "--url";
    public static final String NO_WAIT = "--no-wait";
    public static final String IF_MATCH = "--if-match";
    public static final String ETAG = "--etag";

    private final CommandSpec command;
    private final List<String> examples = new ArrayList<>();
    private int arguments;

    private Syntax(CommandSpec command) {
        this.command = command;
    }

    /** A command line of that name, which only knows how to be helped. */
    public static CommandSpec bare(String name, String summary) {
        return bare(CommandSpec.create(), name, summary);
    }

    private static CommandSpec bare(CommandSpec command, String name, String summary) {
        command.name(name);
        command.usageMessage().description(summary).sortOptions(false).abbreviateSynopsis(true);
        command.addOption(
                OptionSpec.builder("-h", HELP)
                        .usageHelp(true)
                        .description("Show this help.")
                        .build());
        return command;
    }

    /** The command line of a verb, which is its user object; options of every command included. */
    public static CommandSpec of(Verb verb) {
        CommandSpec command = CommandSpec.wrapWithoutInspection(verb);
        Syntax syntax = new Syntax(bare(command, verb.name(), verb.summary()));
        syntax.command.usageMessage().abbreviateSynopsis(false);
        verb.declare(syntax);
        if (verb.looks()) {
            syntax.flag(Watch.OPTION, "Look again and again, until interrupted.")
                    .option(Watch.EVERY, "SECONDS", "So often; 2 by default.");
        }
        if (verb.changes()) {
            syntax.option(IF_MATCH, "TAG", "Only if it still is what show --etag told of.");
        }
        syntax.commonOptions();
        if (!syntax.examples.isEmpty()) {
            List<String> footer = new ArrayList<>();
            footer.add("");
            footer.add("Examples:");
            for (String example : syntax.examples) {
                footer.add("  " + example);
            }
            syntax.command.usageMessage().footer(footer.toArray(String[]::new));
        }
        return syntax.command;
    }

    private void commonOptions() {
        command.addOption(
                OptionSpec.builder("-o", OUTPUT)
                        .paramLabel("FORMAT")
                        .type(String.class)
                        .completionCandidates(Format.names())
                        .description(
                                "table for people; json: REST's answer as it is; yaml: the same.")
                        .build());
        option(URL, "URL", "The gateway's address, instead of RBDGATE_URL.");
    }

    /** The next argument, which must be there. */
    public Syntax argument(String label, String description) {
        return argument(label, description, true);
    }

    /** The next argument, which may be left out. */
    public Syntax optionalArgument(String label, String description) {
        return argument(label, description, false);
    }

    private Syntax argument(String label, String description, boolean required) {
        command.addPositional(
                PositionalParamSpec.builder()
                        .index(Integer.toString(arguments++))
                        .arity(required ? "1" : "0..1")
                        .required(required)
                        .paramLabel(label)
                        .type(String.class)
                        .description(description)
                        .build());
        return this;
    }

    /** An option with a value. */
    public Syntax option(String name, String label, String description) {
        command.addOption(text(name, label, description).build());
        return this;
    }

    /** An option with a value, which must be there. */
    public Syntax requiredOption(String name, String label, String description) {
        command.addOption(text(name, label, description).required(true).build());
        return this;
    }

    /** An option that may be given again, each with one value or several between commas. */
    public Syntax repeatedOption(String name, String label, String description) {
        command.addOption(
                text(name, label, description)
                        .type(List.class)
                        .auxiliaryTypes(String.class)
                        .splitRegex(",")
                        .build());
        return this;
    }

    private static OptionSpec.Builder text(String name, String label, String description) {
        return OptionSpec.builder(name)
                .paramLabel(label)
                .type(String.class)
                .description(description);
    }

    /** An option without a value. */
    public Syntax flag(String name, String description) {
        command.addOption(
                OptionSpec.builder(name).type(boolean.class).description(description).build());
        return this;
    }

    /** For commands that show one resource that can be changed. */
    Syntax etag() {
        return flag(ETAG, "Print its tag alone, for " + IF_MATCH + ".");
    }

    /** For commands whose work may be long. */
    public Syntax noWait() {
        return flag(NO_WAIT, "Do not wait for long work; print its task and end.");
    }

    /** A command line that works as written. */
    public Syntax example(String line) {
        examples.add(line);
        return this;
    }
}
