package dev.rbdgate.cli.command;

/** One command: what it is called, what it takes, what it does. */
public interface Verb {

    String name();

    /** One line for the lists of commands, ending in a full stop. */
    String summary();

    /** Whether it only looks, so that it can look again and again. */
    default boolean looks() {
        return name().equals("ls") || name().equals("show");
    }

    /** Whether it changes or removes one resource, so that it can be made conditional. */
    default boolean changes() {
        return name().equals("set") || name().equals("rm");
    }

    /** Declares arguments, options and examples. */
    void declare(Syntax syntax);

    /**
     * Does the work; returning means exit code 0.
     *
     * @throws dev.rbdgate.cli.exit.CommandException for any other end
     */
    void run(Arguments arguments, Context context);
}
