package dev.rbdgate.cli.command;

import dev.rbdgate.cli.rest.RestPath;
import java.util.function.Consumer;
import java.util.function.Function;

/** One resource, looked at: {@code show}, or another name. */
public record ShowVerb(
        String name,
        String summary,
        Consumer<Syntax> declaration,
        Function<Arguments, RestPath> path)
        implements Verb {

    /** {@code show}. */
    public ShowVerb(
            String summary, Consumer<Syntax> declaration, Function<Arguments, RestPath> path) {
        this("show", summary, declaration, path);
    }

    @Override
    public boolean looks() {
        return true;
    }

    @Override
    public void declare(Syntax syntax) {
        declaration.accept(syntax);
        if (name.equals("show")) {
            syntax.etag();
        }
    }

    @Override
    public void run(Arguments arguments, Context context) {
        if (arguments.flag(Syntax.ETAG)) {
            context.printTag(path.apply(arguments));
        } else {
            context.show(path.apply(arguments));
        }
    }
}
