package dev.rbdgate.cli.command;

import dev.rbdgate.cli.rest.RestPath;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * {@code rm}: one resource is deleted.
 *
 * @param path of the resource, with the flags that were given
 * @param done what to say afterwards
 */
public record Removal(
        String summary,
        Consumer<Syntax> declaration,
        Function<Arguments, RestPath> path,
        Function<Arguments, String> done)
        implements Verb {

    @Override
    public String name() {
        return "rm";
    }

    @Override
    public void declare(Syntax syntax) {
        declaration.accept(syntax);
    }

    @Override
    public void run(Arguments arguments, Context context) {
        context.changed(context.rest().delete(path.apply(arguments)), done.apply(arguments));
    }
}
