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

    private static final String FISH = "fish";
    private static final List<String> SHELLS = List.of("bash", "zsh", FISH);

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
                        .description("bash, zsh or fish.")
                        .build());
        syntax.usageMessage()
                .footer(
                        "",
                        "Examples:",
                        "  source <(rbdgate completion bash)",
                        "  source <(rbdgate completion zsh)",
                        "  source (rbdgate completion fish | psub)");
        return syntax;
    }

    /** One script serves bash and zsh: in zsh it loads bashcompinit by itself. */
    static String script(ParseResult completion) {
        String shell = completion.matchedPositionalValue(0, "");
        if (!SHELLS.contains(shell)) {
            throw CommandException.usage("the shell is bash, zsh or fish, not '" + shell + "'");
        }
        CommandSpec commands = CommandTree.build(_ -> true);
        return shell.equals(FISH)
                ? FishCompletion.script(commands)
                : AutoComplete.bash(CommandTree.NAME, new CommandLine(commands));
    }
}
