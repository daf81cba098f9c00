package dev.rbdgate.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class HelpTest {

    private final Shell shell = new Shell();

    @Test
    void everyCommandHasHelpWithExamplesThatParse() {
        List<CommandSpec> verbs = new ArrayList<>();
        collect(CommandTree.build(_ -> true), verbs);
        assertThat(verbs).hasSizeGreaterThan(25);
        for (CommandSpec verb : verbs) {
            List<String> line = new ArrayList<>(List.of(verb.qualifiedName().split(" ")));
            line.removeFirst();
            line.add("--help");

            Shell.Result result = shell.run(line.toArray(String[]::new));

            assertThat(result.exitCode()).as(verb.qualifiedName()).isZero();
            assertThat(result.out())
                    .as(verb.qualifiedName())
                    .startsWith("Usage: " + verb.qualifiedName())
                    .contains("Examples:\n  ");
        }
    }

    @Test
    void everyExampleOfAVerbParses() {
        List<CommandSpec> verbs = new ArrayList<>();
        collect(CommandTree.build(_ -> true), verbs);
        for (CommandSpec verb : verbs) {
            for (String line : verb.usageMessage().footer()) {
                if (line.startsWith("  rbdgate ")) {
                    String[] words = line.strip().replaceAll("\"[^\"]*\"", "x").split(" ");
                    String[] args = List.of(words).subList(1, words.length).toArray(String[]::new);
                    new CommandLine(CommandTree.build(_ -> true)).parseArgs(args);
                }
            }
        }
    }

    @Test
    void onlyTheNounOnTheLineGetsItsVerbs() {
        List<CommandSpec> leaves = new ArrayList<>();
        collect(CommandTree.build("image"::equals), leaves);

        assertThat(leaves)
                .extracting(CommandSpec::qualifiedName)
                .contains("rbdgate image create", "rbdgate target")
                .doesNotContain("rbdgate target create");
    }

    @Test
    void theRootListsEveryNoun() {
        assertThat(shell.run("--help").out())
                .contains("image ", "target ", "lun ", "initiator ", "session ", "task ", "status ")
                .contains("Exit codes: 0 done, 1 refused, 2 wrong usage, 3 no gateway answers.");
    }

    @Test
    void theVersionIsPrinted() {
        assertThat(shell.run("--version"))
                .isEqualTo(new Shell.Result(0, "rbdgate development\n", ""));
    }

    @Test
    void theCompletionScriptKnowsEveryCommand() {
        for (String name : new String[] {"bash", "zsh"}) {
            assertThat(shell.run("completion", name).out())
                    .contains("complete -F _complete_rbdgate", "bashcompinit", "discovery-auth")
                    .contains("--allow-shrink");
        }
    }

    private static void collect(CommandSpec command, List<CommandSpec> leaves) {
        if (command.subcommands().isEmpty()) {
            leaves.add(command);
        }
        command.subcommands().values().forEach(child -> collect(child.getCommandSpec(), leaves));
    }
}
