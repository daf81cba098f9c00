package dev.rbdgate.cli;

import java.util.List;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line, and never repeats more of it than the word at fault. */
final class UsageMessage {

    private UsageMessage() {}

    /**
     * Picocli's own message for an unknown option repeats all that follows, which may be a secret
     * that somebody gave to an option that does not exist.
     */
    static String of(ParameterException e) {
        if (!(e instanceof UnmatchedArgumentException unmatched)) {
            return firstLine(String.valueOf(e.getMessage()));
        }
        String word = unmatched.getUnmatched().isEmpty() ? "" : unmatched.getUnmatched().getFirst();
        if (word.startsWith("-")) {
            int value = word.indexOf('=');
            return "unknown option " + (value < 0 ? word : word.substring(0, value));
        }
        List<String> suggestions = unmatched.getSuggestions();
        boolean expectsCommand = !unmatched.getCommandLine().getSubcommands().isEmpty();
        String known =
                suggestions.isEmpty()
                        ? ""
                        : "; did you mean " + String.join(" or ", suggestions) + "?";
        return (expectsCommand ? "unknown command '" : "one argument too many: '")
                + word
                + "'"
                + known;
    }

    private static String firstLine(String message) {
        int end = message.indexOf('\n');
        return end < 0 ? message.strip() : message.substring(0, end).strip();
    }
}
