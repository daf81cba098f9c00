package dev.rbdgate.cli;

import dev.rbdgate.cli.command.Syntax;
import dev.rbdgate.cli.exit.CommandException;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.ParseResult;

/** {@code rbdgate completion}: the script that lets a shell complete these commands. */
final class Completion {

    static final String NAME = "completion";

    private static final List<String> SHELLS = List.of("bash", "zsh");

    private Completion() {}

    static CommandSpec syntax() {
        CommandSpec syntax = Syntax.bare(NAME, "Prints a completion script for a shell.");
        syntax.addPositional(
                PositionalParamSpec.builder()
                        .index("0")
                        .required(true)
                        .paramLabel("SHELL")
                        .type(String.class)
                        .completionCandidates(SHELLS)
                        .description("bash or zsh.")
                        .build());
        syntax.usageMessage()
                .footer(
                        "",
                        "Examples:",
                        "  source <(rbdgate completion bash)",
                        "  source <(rbdgate completion zsh)");
        return syntax;
    }

    /** The same script serves both: in zsh it loads bashcompinit by itself. */
    static String script(ParseResult completion) {
        String shell = completion.matchedPositionalValue(0, "");
        if (!SHELLS.contains(shell)) {
            throw CommandException.usage("the shell is bash or zsh, not '" + shell + "'");
        }
        return AutoComplete.bash(
                CommandTree.NAME, new CommandLine(CommandTree.build(noun -> true)));
    }
}
