package dev.rbdgate.cli;

import dev.rbdgate.cli.command.Arguments;
import dev.rbdgate.cli.command.Context;
import dev.rbdgate.cli.command.Surroundings;
import dev.rbdgate.cli.command.Verb;
import dev.rbdgate.cli.exit.CommandException;
import dev.rbdgate.cli.exit.ExitCode;
import dev.rbdgate.cli.terminal.Printable;
import java.io.PrintStream;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/**
 * Runs one command line to its exit code. Messages go to the error stream, answers to the other.
 */
final class CommandLineRunner {

    private static final String DEVELOPMENT_VERSION = "development";

    private final Surroundings surroundings;
    private final PrintStream out;
    private final PrintStream err;

    CommandLineRunner(Surroundings surroundings) {
        this.surroundings = surroundings;
        this.out = surroundings.out();
        this.err = surroundings.err();
    }

    ExitCode run(String... args) {
        Set<String> words = new HashSet<>(Arrays.asList(args));
        CommandLine commandLine = new CommandLine(CommandTree.build(words::contains));
        commandLine.setExpandAtFiles(false);
        ParseResult result;
        try {
            result = commandLine.parseArgs(args);
        } catch (ParameterException e) {
            complain(UsageMessage.of(e));
            err.println(
                    "Try '" + e.getCommandLine().getCommandSpec().qualifiedName() + " --help'.");
            return ExitCode.USAGE;
        }
        if (result.isVersionHelpRequested()) {
            out.println(CommandTree.NAME + " " + version());
            return ExitCode.OK;
        }
        while (result.hasSubcommand()) {
            result = result.subcommand();
        }
        CommandLine command = result.commandSpec().commandLine();
        if (result.isUsageHelpRequested()) {
            command.usage(out, Ansi.OFF);
            return ExitCode.OK;
        }
        return end(result, command);
    }

    private ExitCode end(ParseResult result, CommandLine command) {
        try {
            if (result.commandSpec().userObject() instanceof Verb verb) {
                Arguments arguments = new Arguments(result);
                verb.run(arguments, Context.of(arguments, surroundings));
            } else if (result.commandSpec().name().equals(Completion.NAME)) {
                out.println(Completion.script(result));
            } else {
                command.usage(err, Ansi.OFF); // a noun, or nothing at all: what can follow?
                return ExitCode.USAGE;
            }
            return ExitCode.OK;
        } catch (CommandException e) {
            complain(e.getMessage());
            for (String hint : e.hints()) {
                err.println("  " + Printable.of(hint));
            }
            return e.exitCode();
        }
    }

    private void complain(String message) {
        err.println(CommandTree.NAME + ": " + Printable.of(message));
    }

    private static String version() {
        String version = CommandLineRunner.class.getPackage().getImplementationVersion();
        return version == null ? DEVELOPMENT_VERSION : version;
    }
}
