package dev.rbdgate.cli.command;

import dev.rbdgate.cli.exit.CommandException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ParseResult;

/** What was given on the command line, in the terms in which {@link Syntax} declared it. */
public final class Arguments {

    private final ParseResult result;

    public Arguments(ParseResult result) {
        this.result = result;
    }

    /** The argument at that place, which was declared as required. */
    public String argument(int index) {
        String value = optionalArgument(index);
        if (value == null) {
            throw new IllegalStateException("argument " + index + " is not required");
        }
        return value;
    }

    public @Nullable String optionalArgument(int index) {
        return result.hasMatchedPositional(index)
                ? result.<String>matchedPositionalValue(index, "")
                : null;
    }

    /** The option's value, null if it was not given. */
    public @Nullable String option(String name) {
        return result.hasMatchedOption(name) ? result.<String>matchedOptionValue(name, "") : null;
    }

    /** The values of a repeated option, none if it was not given. */
    public List<String> options(String name) {
        return result.hasMatchedOption(name)
                ? result.<List<String>>matchedOptionValue(name, List.of())
                : List.of();
    }

    public boolean flag(String name) {
        return result.hasMatchedOption(name);
    }

    /** An option that was given and takes true or false. */
    public boolean truth(String name) {
        String value = option(name);
        if (!"true".equals(value) && !"false".equals(value)) {
            throw CommandException.usage(name + " is true or false, not '" + value + "'");
        }
        return "true".equals(value);
    }
}
