package dev.rbdgate.cli.command;

import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** A verb that is little more than one request. */
public record NamedVerb(
        String name,
        String summary,
        Consumer<Syntax> declaration,
        BiConsumer<Arguments, Context> work)
        implements Verb {

    @Override
    public void declare(Syntax syntax) {
        declaration.accept(syntax);
    }

    @Override
    public void run(Arguments arguments, Context context) {
        work.accept(arguments, context);
    }
}
