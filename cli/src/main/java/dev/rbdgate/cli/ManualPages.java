package dev.rbdgate.cli;

import dev.rbdgate.cli.exit.ExitCode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * Manual pages made from the commands: {@code rbdgate.1}, and {@code rbdgate-NOUN.1} for each noun
 * and each command of its own, in mdoc(7).
 */
public final class ManualPages {

    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("MMMM d, yyyy", Locale.ENGLISH);

    /** Each begins a line of its own, as mdoc(7) wants it. */
    private static final Pattern SENTENCES = Pattern.compile("(?<=[.!?]) +");

    private final String date;

    private ManualPages(LocalDate date) {
        this.date = DATE.format(date);
    }

    /**
     * Writes the pages.
     *
     * @param args directory, and date as 2026-11-23
     */
    public static void main(String[] args) throws IOException {
        Path directory = Files.createDirectories(Path.of(args[0]));
        for (Map.Entry<String, String> page : all(LocalDate.parse(args[1])).entrySet()) {
            Files.writeString(directory.resolve(page.getKey()), page.getValue());
        }
    }

    /** The pages by file name. */
    static Map<String, String> all(LocalDate date) {
        ManualPages pages = new ManualPages(date);
        CommandSpec root = CommandTree.build(_ -> true);
        Map<String, String> all = new TreeMap<>();
        all.put(CommandTree.NAME + ".1", pages.root(root));
        for (CommandLine command : root.subcommands().values()) {
            CommandSpec spec = command.getCommandSpec();
            all.put(CommandTree.NAME + "-" + spec.name() + ".1", pages.command(root, spec));
        }
        return all;
    }

    private String root(CommandSpec root) {
        Page page = new Page(date, CommandTree.NAME, summary(root));
        page.section("SYNOPSIS").line(".Nm").line(".Ar command").line(".Op Ar argument ...");
        page.section("DESCRIPTION").text("The commands, each with a page of its own:");
        page.line(".Bl -tag -width discovery-auth");
        for (CommandLine command : root.subcommands().values()) {
            CommandSpec spec = command.getCommandSpec();
            page.line(".It Xr rbdgate-" + spec.name() + " 1").text(summary(spec));
        }
        page.line(".El");
        footer(page, root);
        page.exitStatus();
        return page.toString();
    }

    private String command(CommandSpec root, CommandSpec command) {
        Page page = new Page(date, CommandTree.NAME + "-" + command.name(), summary(command));
        List<CommandSpec> verbs = new ArrayList<>();
        command.subcommands().values().forEach(it -> verbs.add(it.getCommandSpec()));
        page.section("SYNOPSIS");
        for (CommandSpec each : verbs.isEmpty() ? List.of(command) : verbs) {
            synopsis(page, each);
        }
        page.section("DESCRIPTION");
        if (verbs.isEmpty()) {
            body(page, command);
        } else {
            page.text(summary(command));
            for (CommandSpec verb : verbs) {
                page.line(".Ss " + CommandTree.NAME + " " + command.name() + " " + verb.name());
                page.text(summary(verb));
                body(page, verb);
            }
        }
        page.exitStatus();
        page.section("SEE ALSO").line(".Xr " + root.name() + " 1");
        return page.toString();
    }

    private static String summary(CommandSpec command) {
        return String.join(" ", command.usageMessage().description());
    }

    private static void synopsis(Page page, CommandSpec command) {
        page.line(".Nm " + command.qualifiedName());
        for (PositionalParamSpec argument : command.positionalParameters()) {
            String label = Page.escaped(argument.paramLabel());
            page.line(argument.required() ? ".Ar " + label : ".Op Ar " + label);
        }
        page.line(".Op Ar option ...");
    }

    private static void body(Page page, CommandSpec command) {
        page.line(".Bl -tag -width Ds");
        for (PositionalParamSpec argument : command.positionalParameters()) {
            page.line(".It Ar " + Page.escaped(argument.paramLabel()))
                    .text(String.join(" ", argument.description()));
        }
        for (OptionSpec option : command.options()) {
            String names =
                    List.of(option.names()).stream()
                            .map(it -> "Fl " + Page.escaped(it.substring(1)))
                            .collect(Collectors.joining(" , "));
            String value =
                    option.arity().max() > 0 ? " Ar " + Page.escaped(option.paramLabel()) : "";
            page.line(".It " + names + value).text(String.join(" ", option.description()));
        }
        page.line(".El");
        footer(page, command);
    }

    /** Lines that are indented are examples. */
    private static void footer(Page page, CommandSpec command) {
        boolean isLiteral = false;
        for (String line : command.usageMessage().footer()) {
            boolean literal = line.startsWith("  ");
            if (literal != isLiteral) {
                page.line(literal ? ".Bd -literal -offset indent" : ".Ed");
                isLiteral = literal;
            }
            if (literal) {
                page.verbatim(line.strip());
            } else if (!line.isBlank()) {
                page.line(".Pp").text(line);
            }
        }
        if (isLiteral) {
            page.line(".Ed");
        }
    }

    /** One page as it grows. */
    private static final class Page {
        private final StringBuilder text = new StringBuilder();

        Page(String date, String name, String summary) {
            line(".Dd " + date);
            line(".Dt " + name.toUpperCase(Locale.ROOT) + " 1");
            line(".Os");
            section("NAME");
            line(".Nm " + name);
            String described =
                    summary.endsWith(".") ? summary.substring(0, summary.length() - 1) : summary;
            line(".Nd " + escaped(described));
        }

        Page section(String title) {
            return line(".Sh " + title);
        }

        Page line(String line) {
            text.append(line).append('\n');
            return this;
        }

        /** A line that is no macro, whatever it begins with. */
        Page text(String line) {
            for (String sentence : SENTENCES.split(line, -1)) {
                verbatim(sentence);
            }
            return this;
        }

        /** The same in one line. */
        Page verbatim(String line) {
            String safe = escaped(line);
            return line(safe.startsWith(".") || safe.startsWith("'") ? "\\&" + safe : safe);
        }

        Page exitStatus() {
            section("EXIT STATUS").line(".Bl -tag -width Ds");
            for (ExitCode code : ExitCode.values()) {
                line(".It " + code.code()).text(code.meaning());
            }
            return line(".El");
        }

        static String escaped(String text) {
            return text.replace("\\", "\\e").replace("-", "\\-");
        }

        @Override
        public String toString() {
            return text.toString();
        }
    }
}
