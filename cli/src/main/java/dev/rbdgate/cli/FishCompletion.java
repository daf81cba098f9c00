package dev.rbdgate.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** The commands as fish wants them: one {@code complete} line for each word and option. */
final class FishCompletion {

    private final StringBuilder script = new StringBuilder();

    private FishCompletion() {}

    static String script(CommandSpec root) {
        FishCompletion fish = new FishCompletion();
        fish.script.append(
                """
                # fish completion for %1$s
                # The words so far that are no options, after the program's name, are these and no more.
                function __%1$s_words
                    set -l words
                    for word in (commandline -opc)[2..]
                        string match -q -- '-*' $word; or set -a words $word
                    end
                    set -l wanted (count $argv)
                    test (count $words) -ge $wanted; or return 1
                    test $wanted -eq 0; or test "$words[1..$wanted]" = "$argv"
                end
                # The same, and no word follows.
                function __%1$s_at
                    set -l words
                    for word in (commandline -opc)[2..]
                        string match -q -- '-*' $word; or set -a words $word
                    end
                    test "$words" = "$argv"
                end
                complete -c %1$s -f
                """
                        .formatted(CommandTree.NAME));
        fish.commands(root, List.of());
        return fish.script.toString();
    }

    private void commands(CommandSpec command, List<String> words) {
        for (OptionSpec option : command.options()) {
            option(option, words);
        }
        for (PositionalParamSpec argument : command.positionalParameters()) {
            candidates(argument.completionCandidates())
                    .forEach(word -> line("at", words, "-a " + quoted(word)));
            if (argument.paramLabel().contains("FILE")) {
                line("words", words, "-F");
            }
        }
        for (Map.Entry<String, CommandLine> sub : command.subcommands().entrySet()) {
            CommandSpec spec = sub.getValue().getCommandSpec();
            line(
                    "at",
                    words,
                    "-a "
                            + quoted(sub.getKey())
                            + " -d "
                            + quoted(description(spec.usageMessage().description())));
            List<String> deeper = new ArrayList<>(words);
            deeper.add(sub.getKey());
            commands(spec, deeper);
        }
    }

    private void option(OptionSpec option, List<String> words) {
        StringBuilder text = new StringBuilder();
        for (String name : option.names()) {
            text.append(name.startsWith("--") ? "-l " + name.substring(2) : "-s " + name.charAt(1))
                    .append(' ');
        }
        if (option.arity().max() > 0) {
            List<String> values = candidates(option.completionCandidates());
            text.append(
                    values.isEmpty()
                            ? option.paramLabel().contains("FILE") ? "-rF " : "-x "
                            : "-xa " + quoted(String.join(" ", values)) + " ");
        }
        line("words", words, text + "-d " + quoted(description(option.description())));
    }

    private static List<String> candidates(@Nullable Iterable<String> from) {
        List<String> candidates = new ArrayList<>();
        if (from != null) {
            from.forEach(candidates::add);
        }
        return candidates;
    }

    private static String description(String[] lines) {
        return lines.length == 0 ? "" : lines[0];
    }

    private void line(String condition, List<String> words, String rest) {
        script.append("complete -c ")
                .append(CommandTree.NAME)
                .append(" -n ")
                .append(
                        quoted(
                                ("__"
                                                + CommandTree.NAME
                                                + "_"
                                                + condition
                                                + " "
                                                + String.join(" ", words))
                                        .strip()))
                .append(' ')
                .append(rest)
                .append('\n');
    }

    private static String quoted(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'";
    }
}
