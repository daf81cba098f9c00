package dev.rbdgate.cli.command;

import dev.rbdgate.cli.exit.CommandException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** In which form a command's answer is printed. */
public enum Format {
    /** For people. */
    TABLE,
    /** As REST sends it. */
    JSON,
    /** The same as YAML. */
    YAML;

    static List<String> names() {
        return Arrays.stream(values()).map(it -> it.name().toLowerCase(Locale.ROOT)).toList();
    }

    /**
     * @param name null for the one for people
     */
    static Format of(@Nullable String name) {
        if (name == null) {
            return TABLE;
        }
        int known = names().indexOf(name);
        if (known < 0) {
            throw CommandException.usage(
                    Syntax.OUTPUT + " is " + String.join(" or ", names()) + ", not '" + name + "'");
        }
        return values()[known];
    }
}
